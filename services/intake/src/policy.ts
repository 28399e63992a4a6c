import { type Actor, RequestError } from '@yiwang/service-kit'
import type { FollowedMatter } from './adapters/db/matter-row.ts'

/** Who reads everything of the area of their post. */
const READS_AREA = ['DISPATCHER', 'SUPERVISOR', 'LEADER']

const hasRole = (actor: Actor, role: string): boolean => actor.holdings.some((holding) => holding.role === role)

/** Residents and staff report; a system reports on the bus. */
export function requireMayReport(actor: Actor): void {
  if (actor.kind === 'SYSTEM') throw new RequestError('forbidden', 'A system reports on its topic inbound.<system>.v1, not here.')
}

/** Mapping packs are read by staff and changed by editors; what is in quarantine is theirs to look after. */
export function requireEditor(actor: Actor): void {
  if (!hasRole(actor, 'EDITOR')) throw new RequestError('forbidden', 'This needs a post with the role EDITOR.')
}

export function requireStaff(actor: Actor): void {
  if (actor.kind !== 'STAFF') throw new RequestError('forbidden', 'This is for staff.')
}

/**
 * The reporter their own; dispatchers, supervision and leaders all of their area; others what their unit holds and what they
 * themselves handled.
 */
export function mayReadMatter(actor: Actor, matter: FollowedMatter & { readonly handledByReader: boolean }): boolean {
  if (matter.reporter.id === actor.person) return true
  if (actor.kind !== 'STAFF') return false
  if (matter.handledByReader) return true
  const area = matter.case?.area ?? matter.area
  return actor.holdings.some(
    (holding) => holding.unit === matter.case?.unit || (READS_AREA.includes(holding.role) && area.startsWith(holding.area)),
  )
}
