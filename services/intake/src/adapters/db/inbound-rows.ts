import type { Outcome } from '../../domain/inbound/sort-arrivals.ts'
import type { Standing } from './inbound.repository.ts'
import type { SourceMessage } from './source-messages.repository.ts'

/** Every number by which a matter is known from now on. */
export const namesOf = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((outcome) => (outcome.is === 'named' ? [{ number: outcome.number, matter: outcome.matter.id }] : []))

/** What the system said about its matters. */
export const messagesOf = (outcomes: readonly Outcome[]): SourceMessage[] => outcomes.flatMap(messageOf)

function messageOf(outcome: Outcome): SourceMessage[] {
  if (outcome.is === 'received') return [{ arrival: outcome.arrival, matter: outcome.matter.id, operation: 'create' }]
  if (outcome.is !== 'updated' && outcome.is !== 'closed') return []
  const { arrival, matter, message } = outcome
  return [{ arrival, matter: matter.id, operation: message.operation, text: message.text, observedAt: message.observedAt }]
}

/** Each entry of the quarantine once, as it stands at the end. */
export function standingsOf(outcomes: readonly Outcome[], area: string): Standing[] {
  const standings = new Map<string, Standing>()
  for (const outcome of outcomes) {
    if (outcome.is === 'held' || outcome.is === 'still-held') standings.set(outcome.held.id, { held: outcome.held, state: 'HELD', area })
    if (outcome.is === 'replayed') {
      const { held, matter } = outcome
      standings.set(held.id, { held, state: 'REPLAYED', matter: matter.id, area })
    }
  }
  return [...standings.values()]
}
