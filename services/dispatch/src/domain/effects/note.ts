import type { Case, Details, Outcome } from '../case.ts'
import type { Common } from '../commands.ts'
import type { Given } from '../effect.ts'
import type { SourceRef } from './end.ts'

/** Something said about the case. It changes nothing. */
export function comment(_kase: Case, _given: Given<Common>): Outcome {
  return { fact: 'commented' }
}

/** A legacy system told us something about its matter: a note to the holder. */
export const noteSource = (source: SourceRef): Outcome => ({ fact: 'commented', details: { source } })

/** sla raised a rung of the ladder. Escalation informs; it never moves a case. */
export const escalated = (escalation: NonNullable<Details['escalation']>): Outcome => ({ fact: 'escalated', details: { escalation } })

/** … which turned out not to have been reached. */
export const escalationWithdrawn = (escalation: NonNullable<Details['escalation']>): Outcome => ({
  fact: 'escalation_withdrawn',
  details: { escalation },
})
