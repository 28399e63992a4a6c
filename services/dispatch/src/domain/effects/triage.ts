import { liesIn, upwards } from '../area.ts'
import type { Case, Holder, Level, Outcome, Place } from '../case.ts'
import type { CommandBodies, Common } from '../commands.ts'
import type { Directory, Unit } from '../directory.ts'
import type { Given } from '../effect.ts'
import { rolesIn } from '../policy.ts'
import { Refusal, refusedField } from '../refusal.ts'

/** Kinds of unit to which a unit on this level dispatches. */
const reach: Readonly<Record<Level, readonly string[]>> = {
  GRID: ['GRID_TEAM'],
  COMMUNITY: ['COMMUNITY', 'GRID_TEAM'],
  STREET: ['BOARD', 'OFFICE', 'COMMUNITY', 'GRID_TEAM'],
  DISTRICT: ['DEPARTMENT', 'STREET_CENTRE'],
}

/** Units whose area says where a matter is; an office's is that of its whole street. */
const OF_A_PLACE = ['GRID_TEAM', 'COMMUNITY', 'STREET_CENTRE']

/** 分拨: to who handles it, or from the district to a street, whose centre triages it. Who dispatches verifies. */
export function dispatch(kase: Case, { body, directory }: Given<CommandBodies['dispatch']>): Outcome {
  const centre: Place = kase.state === 'TRIAGE' ? kase.holder : kase.dispatcher!
  const unit = target(body.to.unit, centre, directory)
  const level = unit.level as Level
  const holder: Holder = { level, unit: unit.id, post: body.to.post }
  if (body.to.post !== undefined) requirePost(body.to.post, unit, directory)
  return {
    fact: 'dispatched',
    change: {
      state: unit.kind === 'STREET_CENTRE' ? 'TRIAGE' : 'HANDLING',
      holder,
      givenTo: holder,
      dispatcher: { level: centre.level, unit: centre.unit },
      ...(OF_A_PLACE.includes(unit.kind) && liesIn(unit.area, kase.area) && { area: unit.area }),
    },
  }
}

function target(id: string, centre: Place, directory: Directory): Unit {
  const unit = directory.unit(id)
  if (!unit || unit.retiredAt) throw refusedField('unknown-target', '/to/unit', 'There is no unit with this id.')
  const area = directory.unit(centre.unit)?.area
  if (area === undefined || !liesIn(unit.area, area)) {
    throw refusedField('target-does-not-fit', '/to/unit', 'This unit does not lie in the area of the unit that dispatches.')
  }
  if (!reach[centre.level].includes(unit.kind)) {
    throw refusedField('target-does-not-fit', '/to/unit', `From here a case is dispatched to: ${reach[centre.level].join(', ')}.`)
  }
  return unit
}

function requirePost(id: string, unit: Unit, directory: Directory): void {
  const post = directory.post(id)
  if (!post) throw refusedField('unknown-target', '/to/post', 'There is no post with this id.')
  if (post.unit !== unit.id) throw refusedField('target-does-not-fit', '/to/post', 'This post belongs to another unit.')
  const state = unit.kind === 'STREET_CENTRE' ? 'TRIAGE' : 'HANDLING'
  if (!rolesIn(state, unit.level as Level).includes(post.role)) {
    throw refusedField('target-does-not-fit', '/to/post', 'This post does not do the work of the next step.')
  }
}

/** Up the net: a community handles, a centre triages. */
export function reportUp(kase: Case, { body, directory }: Given<CommandBodies['report-up']>): Outcome {
  const above = upwards(kase.holder.level)[1]!
  const wanted: Level = body.to ?? above
  if (!upwards(above).includes(wanted) || (body.to !== undefined && kase.holder.level === 'STREET')) {
    throw refusedField('target-does-not-fit', '/to', 'A case is reported up to a level above the one that holds it.')
  }
  const unit = directory.holdingUnit(directory.unit(kase.holder.unit)?.area ?? kase.area, wanted)
  if (unit.id === kase.holder.unit) throw refusedField('target-does-not-fit', '/to', 'No unit stands above the one that holds the case.')
  const holder: Holder = { level: unit.level as Level, unit: unit.id }
  const handling = holder.level === 'COMMUNITY'
  return { fact: 'reported_up', change: { state: handling ? 'HANDLING' : 'TRIAGE', holder, ...(handling && { givenTo: holder }) } }
}

/** 不予受理: with a reason that the reporter gets. */
export function decline(_kase: Case, _given: Given<Common>): Outcome {
  return { fact: 'declined', change: { state: 'DECLINED' } }
}

/** Another type of matter: its budgets count from where the clocks started. */
export function reclassify(kase: Case, { body, directory }: Given<CommandBodies['reclassify']>): Outcome {
  const type = directory.type(body.type)
  if (!type) throw refusedField('unknown-type', '/type', 'The catalogue has no such type of matter.')
  if (type.street !== undefined && !liesIn(kase.area, type.street)) {
    throw refusedField('type-does-not-fit', '/type', 'This type of matter belongs to another street.')
  }
  if (type.code === kase.type) throw new Refusal('type-does-not-fit', 'The case has this type already.')
  return {
    fact: 'reclassified',
    change: { type: type.code, typeVersion: type.version },
    details: { type: type.code, typeVersion: type.version, ...(type.plan && { plan: type.plan }) },
  }
}
