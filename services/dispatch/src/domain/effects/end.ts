import type { Case, Outcome } from '../case.ts'
import type { Common } from '../commands.ts'
import type { Given } from '../effect.ts'
import { Refusal } from '../refusal.ts'

/** The reporter takes it back. */
export function withdraw(_kase: Case, _given: Given<Common>): Outcome {
  return { fact: 'withdrawn', change: { state: 'WITHDRAWN' } }
}

/** One person asks for it, a second one does it. */
export function voidCase(kase: Case, { person, at }: Given<Common>): Outcome {
  if (!kase.voidAsked) return { fact: 'void_asked', change: { voidAsked: { by: person, at } } }
  return { fact: 'voided', change: { state: 'VOID' } }
}

export const needsSecondPerson = () => new Refusal('second-person-required', 'You asked for it: a second person voids the case.')

export type CloseCause = 'ANSWER_ELAPSED' | 'SOURCE_CLOSED'

/** Closed by a rule instead of a command: nobody answered, or the system that has authority closed it. */
export function close(_kase: Case, cause: CloseCause, source?: SourceRef): Outcome {
  return { fact: 'closed', change: { state: 'CLOSED' }, details: { cause, ...(source && { source }) } }
}

export interface SourceRef {
  readonly system: string
  readonly eventId: string
  readonly fact: string
}
