import { type Actor, RequestError } from '@yiwang/service-kit'
import { isPerson } from './domain/policy.ts'

export function requirePerson(actor: Actor): void {
  if (!isPerson(actor)) throw new RequestError('forbidden', 'This is for people: a service owns no room and gives no mandate.')
}
