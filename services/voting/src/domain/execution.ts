import { Refusal } from './refusal.ts'

export const STEP_KINDS = ['MILESTONE', 'CONTRACT', 'PAYMENT'] as const
export type StepKind = (typeof STEP_KINDS)[number]

export interface Step {
  readonly kind: StepKind
  readonly title: string
  /** With whom, or to whom. */
  readonly party?: string | undefined
  /** In fen. */
  readonly amount?: number | undefined
  /** Attachment. */
  readonly document?: string | undefined
}

/** A contract and a payment say with whom, how much and by what paper. @throws Refusal */
export function requireStated({ kind, party, amount, document }: Step): void {
  if (kind === 'MILESTONE') return
  const missing = [
    ...(party === undefined ? ['party'] : []),
    ...(amount === undefined ? ['amount'] : []),
    ...(document === undefined ? ['document'] : []),
  ]
  if (missing.length > 0) throw new Refusal('step-incomplete', `A ${kind} says ${missing.join(', ')} too.`, { missing })
}

/** Nothing is done without a paper that shows it. @throws Refusal */
export function requireShown(documents: readonly (string | undefined)[]): void {
  if (documents.every((document) => document === undefined))
    throw new Refusal('step-incomplete', 'Attach the document that shows that it is done.', { missing: ['document'] })
}

/** @param planned of the plan that was voted on, in fen; none where it names no amount. @throws Refusal */
export function requireWithinPlan(paid: number, { kind, amount = 0 }: Step, planned: number | undefined): void {
  if (kind !== 'PAYMENT' || planned === undefined || paid + amount <= planned) return
  const detail = `With this one the payments come to ${paid + amount} fen; the plan says ${planned}. More takes a decision of its own.`
  throw new Refusal('payment-exceeds-plan', detail, { planned, paid, exceeds: paid + amount - planned })
}
