import { type Actor, type Holding, RequestError } from '@yiwang/service-kit'

/** The post in which somebody registers and looks after webhooks. @throws 403 */
export function requireIntegrator(actor: Actor): Holding {
  const post = actor.holdings.find(({ role }) => role === 'INTEGRATOR')
  if (!post) throw new RequestError('forbidden', 'Only an integrator may look after webhooks.')
  return post
}

/** The person whose inbox is read. Services have none. @throws 403 */
export function requirePerson(actor: Actor): string {
  if (actor.kind === 'SYSTEM') throw new RequestError('forbidden', 'A service has no inbox.')
  return actor.person
}
