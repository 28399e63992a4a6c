import { type Actor, RequestError } from '@yiwang/service-kit'

const hasRole = (actor: Actor, role: string): boolean => actor.holdings.some((holding) => holding.role === role)

/** Rule sets are read by everybody and changed by editors. */
export function requireEditor(actor: Actor): void {
  if (!hasRole(actor, 'EDITOR')) throw new RequestError('forbidden', 'This needs a post with the role EDITOR.')
}
