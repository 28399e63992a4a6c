import { HALF_HOUR_TYPE } from '../district.ts'

/** As much of a ledger entry as time depends on. */
export interface LedgerLine {
  readonly caseId: string
  readonly at: string
  readonly fact: string
  readonly state: string
  readonly type: string
  readonly details?: { readonly receivedAt?: string }
}

/** Budgets of every step and of the case, in wall time. */
export const STEP_MS: Readonly<Record<string, number>> = { 'trial-street': 20_000, 'trial-grid': 20_000, [HALF_HOUR_TYPE]: 1_800_000 }
const PERCENTS = [80, 100, 125, 150]
const STEPS = ['registered', 'reported_up', 'dispatched', 'solved', 'fed_back', 'rework_ordered', 'reopened']
const ENDED = ['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID']

/** A second reckoning, from the rules as they are written down: each rung of a case that is planned before its clock stops, and when. */
export function dueRungs(entries: readonly LedgerLine[], type: string): [rung: string, planned: number][] {
  const [registered] = entries
  const start = Date.parse(registered!.details!.receivedAt!)
  const endsCase = entries.find(({ fact, state }) => fact === 'verified' || state === 'ANSWERING' || ENDED.includes(state))
  const clocks = [{ kind: 'CASE', from: start, to: instantOf(endsCase) }]
  for (const [k, entry] of entries.entries()) {
    if (!STEPS.includes(entry.fact) || entry.state === 'ANSWERING' || ENDED.includes(entry.state)) continue
    const next = entries.slice(k + 1).find(({ fact, state }) => STEPS.includes(fact) || state === 'ANSWERING' || ENDED.includes(state))
    clocks.push({ kind: 'STEP', from: entry === registered ? start : Date.parse(entry.at), to: instantOf(next) })
  }
  return clocks.flatMap(({ kind, from, to }) =>
    PERCENTS.map((percent, k) => ({ planned: from + (STEP_MS[type]! * percent) / 100, rung: k + 1 }))
      .filter(({ planned }) => planned < to)
      .map(({ planned, rung }): [string, number] => [`${registered!.caseId} ${kind} ${new Date(planned).toISOString()} ${rung}`, planned]),
  )
}

const instantOf = (entry: LedgerLine | undefined): number => (entry ? Date.parse(entry.at) : Number.POSITIVE_INFINITY)
