import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import { type BudgetUnit, dueWithin } from '@yiwang/calendar'
import type { dispatchEvents, slaEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import type { Outgoing, ReceivedEvent } from '@yiwang/messaging'
import { attach } from './adapters/db/attachments.repository.ts'
import { type CaseStanding, saveDue, saveHolders, saveStandings, saveTold, toldSystems } from './adapters/db/followed-cases.repository.ts'
import { latestPacks } from './adapters/db/packs.repository.ts'
import { statusChanged } from './adapters/kafka/intake-events.ts'
import { endStates } from './domain/matter.ts'
import { statusBack } from './domain/status-back.ts'

type Entry = dispatchEvents.LedgerEntry

/** What becomes of matters: for who reads them, and for the legacy systems that they came from. */
@Injectable()
export class FollowCasesService {
  constructor(private readonly directory: DirectoryCopy) {}

  readonly applyEntries = async (tx: Transaction, received: readonly ReceivedEvent<Entry>[]): Promise<Outgoing[]> => {
    const entries = received.map(({ value }) => value)
    await saveStandings(tx, this.standingsOf(entries))
    await saveHolders(
      tx,
      entries.flatMap(({ caseId, person }) => (person === undefined ? [] : [{ case: caseId, person }])),
    )
    const evidence = entries.flatMap(({ caseId, details }) => (details?.evidence ?? []).map(({ attachment }) => ({ caseId, attachment })))
    if (evidence.length > 0) {
      await attach(
        tx,
        evidence.map(({ caseId }) => caseId),
        evidence.map(({ attachment }) => attachment),
      )
    }
    return this.tellSystems(
      tx,
      received.filter(({ repeated }) => !repeated).map(({ value }) => value),
    )
  }

  readonly applyClocks = async (tx: Transaction, received: readonly ReceivedEvent<slaEvents.ClockEvent>[]): Promise<void> => {
    const dues = new Map<string, Date | null>()
    for (const { value } of received) {
      // While its clock stands still it falls due never.
      if (value.kind === 'CASE' && value.dueAt) dues.set(value.caseId, value.suspendedSince ? null : timestampDate(value.dueAt))
    }
    await saveDue(tx, dues)
  }

  /** Each case as it stands after its last entry of the batch. */
  private standingsOf(entries: readonly Entry[]): CaseStanding[] {
    const standings = new Map<string, CaseStanding>()
    for (const entry of entries) {
      const { caseId: id, number, area, state, level, unit, details } = entry
      const before = standings.get(id)
      const type = details?.type ?? before?.type
      const expectedDue = before?.expectedDue ?? this.expectedDue(entry)
      const open = !endStates.includes(state)
      standings.set(id, {
        id,
        number,
        area,
        state,
        level,
        unit,
        open,
        ...(type !== undefined && { type }),
        ...(expectedDue && { expectedDue }),
      })
    }
    return [...standings.values()]
  }

  /** When a case just registered will be due, until sla says so itself. */
  private expectedDue({ fact, details }: Entry): Date | undefined {
    const { plan, receivedAt } = details ?? {}
    if (fact !== 'registered' || !plan?.case || !receivedAt) return undefined
    const calendar = this.directory.calendar(plan.calendar)
    const { amount, unit } = plan.case
    // A budget that ends beyond the calendar is sla's to speak about, not ours.
    const due = calendar && dueWithin(calendar, { amount, unit: unit as BudgetUnit, start: timestampDate(receivedAt).getTime() })
    return due === undefined ? undefined : new Date(due)
  }

  private async tellSystems(tx: Transaction, entries: readonly Entry[]): Promise<Outgoing[]> {
    if (entries.length === 0) return []
    const told = await toldSystems(tx, [...new Set(entries.map(({ caseId }) => caseId))])
    if (told.length === 0) return []
    const byMatter = new Map(told.map((matter) => [matter.id, matter]))
    const packs = new Map((await latestPacks(tx, [...new Set(told.map(({ system }) => system))])).map(({ system, pack }) => [system, pack]))
    const last = new Map<string, string>()
    const outgoing = entries.flatMap(({ caseId, state, number: caseNumber, area, at }) => {
      const matter = byMatter.get(caseId)
      const pack = matter && packs.get(matter.system)
      if (!matter || !pack || !at) return []
      const instant = timestampDate(at)
      const news = statusBack(pack, matter.number, last.get(caseId) ?? matter.last, { state, caseNumber, at: instant })
      if (!news) return []
      last.set(caseId, news.status)
      return [statusChanged({ system: matter.system, number: matter.number, matter: caseId, area, at: instant, value: news.value })]
    })
    await saveTold(tx, last)
    return outgoing
  }
}
