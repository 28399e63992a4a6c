import type { Actor, Holding } from '@yiwang/service-kit'
import type { TimedCase } from './domain/fold.ts'

/** How much somebody may read of the clocks of a case: all of it, or, as its reporter, due instants and lights. */
export type Reading = 'ALL' | 'OWN'

/** These read all of their area. */
const WIDE = ['SUPERVISOR', 'LEADER', 'DISPATCHER']

/**
 * Supervisors, leaders and dispatchers read what lies in their area or is held by a unit of it; other staff what their unit
 * holds and what they held or moved themselves, a community what it may verify for its grids; a reporter their own: as in dispatch.
 * @param unitArea the area of the unit that holds the case
 */
export function mayRead(actor: Actor, kase: TimedCase, unitArea: string | undefined): Reading | undefined {
  const reads = (holding: Holding) =>
    kase.handlers.includes(actor.person) ||
    holding.unit === kase.holder.unit ||
    covers(holding, kase.area, unitArea) ||
    verifiesFor(holding, kase)
  if (actor.kind === 'STAFF' && actor.holdings.some(reads)) return 'ALL'
  return kase.reporter?.id === actor.person && kase.reporter.kind === actor.kind ? 'OWN' : undefined
}

const covers = ({ role, area }: Holding, ...areas: (string | undefined)[]): boolean =>
  WIDE.includes(role) && areas.some((candidate) => candidate?.startsWith(area))

const verifiesFor = ({ role, area }: Holding, kase: TimedCase): boolean =>
  kase.solvedByGrid && role === 'COMMUNITY_OFFICER' && kase.area.startsWith(area)
