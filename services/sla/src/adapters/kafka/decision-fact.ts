import { timestampMs } from '@bufbuild/protobuf/wkt'
import type { votingEvents } from '@yiwang/contracts'
import { PermanentError } from '@yiwang/messaging'
import type { DecisionFact, StageClock } from '../../domain/decision.ts'
import { amountOf } from './budget.ts'

/** What of a fact about a decision says something about time. */
export function decisionFactOf(fact: string, message: votingEvents.DecisionEvent): DecisionFact {
  const { decisionId, area, actor, at, stops, starts } = message
  if (!at) throw new PermanentError('the fact has no instant')
  return {
    decisionId,
    area,
    fact,
    at: timestampMs(at),
    ...(actor && { actor: { kind: actor.kind, id: actor.id } }),
    stops,
    starts: starts.map(stageOf),
  }
}

function stageOf({ kind, calendar, budget }: votingEvents.StageClock): StageClock {
  if (!budget) throw new PermanentError(`the clock ${kind} has no budget`)
  return { kind, calendar, ...amountOf(budget) }
}
