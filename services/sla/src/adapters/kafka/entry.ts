import { timestampMs } from '@bufbuild/protobuf/wkt'
import type { dispatchEvents, TimePlan as TimePlanMessage } from '@yiwang/contracts'
import { PermanentError } from '@yiwang/messaging'
import type { Amount, Entry, TimePlan } from '../../domain/entry.ts'
import { amountOf } from './budget.ts'

/** What of a ledger entry says something about time. */
export function entryOf(message: dispatchEvents.LedgerEntry): Entry {
  const { caseId, number, area, fact, state, level, unit, post, person, actor, details } = message
  if (!message.at) throw new PermanentError('the entry has no instant')
  return {
    caseId,
    number,
    area,
    fact,
    state,
    at: timestampMs(message.at),
    holder: { level, unit, ...(post && { post }), ...(person && { person }) },
    ...(actor && { actor: { kind: actor.kind, id: actor.id } }),
    ...(details?.plan && { plan: planOf(details.plan) }),
    ...(details?.receivedAt && { receivedAt: timestampMs(details.receivedAt) }),
    ...(details?.suspension?.maximum && { maximum: amountOf(details.suspension.maximum) }),
    ...(details?.reporter && { reporter: { kind: details.reporter.kind, id: details.reporter.id } }),
  }
}

function planOf(message: TimePlanMessage): TimePlan {
  return {
    calendar: message.calendar,
    ...amounts(message, ['case', 'triage', 'handling', 'verifying', 'answer']),
    ladder: message.ladder.map(({ percent, tell }) => ({ percent, tell })),
  }
}

type BudgetName = 'case' | 'triage' | 'handling' | 'verifying' | 'answer'

const amounts = (message: TimePlanMessage, names: readonly BudgetName[]): Partial<Record<BudgetName, Amount>> =>
  Object.fromEntries(names.flatMap((name) => (message[name] ? [[name, amountOf(message[name])]] : [])))
