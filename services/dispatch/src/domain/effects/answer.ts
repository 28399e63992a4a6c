import type { Case, Outcome } from '../case.ts'
import type { CommandBodies } from '../commands.ts'
import type { Given } from '../effect.ts'

/** What the reporter says of the cure: solved ends it, not solved starts a new round with who dispatched it, else where it entered. */
export function answer(kase: Case, { body, at, type }: Given<CommandBodies['answer']>): Outcome {
  const details = { solved: body.solved, ...(body.rating !== undefined && { rating: body.rating }) }
  if (body.solved) return { fact: 'answered', change: { state: 'CLOSED' }, details }
  const { level, unit } = kase.dispatcher ?? kase.first
  return {
    fact: 'reopened',
    change: {
      state: 'TRIAGE',
      round: kase.round + 1,
      holder: { level, unit },
      caseStartedAt: at,
      caseDueAt: undefined,
      caseWarnAt: undefined,
      verifiedAt: undefined,
      closedAt: undefined,
      endedBySeq: undefined,
      voidAsked: undefined,
      pauses: [],
      suspension: undefined,
    },
    details: { ...details, type: kase.type, typeVersion: kase.typeVersion, ...(type.plan && { plan: type.plan }) },
  }
}
