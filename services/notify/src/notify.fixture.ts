import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import {
  dispatchEvents as dispatch,
  type dispatchEvents,
  events,
  slaEvents as sla,
  type slaEvents,
  votingEvents as voting,
  type votingEvents,
} from '@yiwang/contracts'
import { DirectoryCopy } from '@yiwang/directory-copy'
import type { ReceivedEvent } from '@yiwang/messaging'

const DISTRICT = '500105'
const STREET = '500105005'
const since = timestampFromDate(new Date('2026-01-01T00:00:00Z'))

export const people = {
  worker: randomUUID(),
  leader: randomUUID(),
  dispatcher: randomUUID(),
  verifier: randomUUID(),
  districtDispatcher: randomUUID(),
  reporter: randomUUID(),
  left: randomUUID(),
}
export const units = { gridTeam: randomUUID(), streetCentre: randomUUID(), districtCentre: randomUUID() }
const posts = {
  worker: randomUUID(),
  leader: randomUUID(),
  dispatcher: randomUUID(),
  verifier: randomUUID(),
  districtDispatcher: randomUUID(),
}

const area = (code: string, level: string) =>
  ({ entry: { case: 'area', value: { code, name: code, level, ...(code.length > 6 ? { parent: code.slice(0, -3) } : {}) } } }) as const
const unit = (id: string, kind: string, level: string, of: string) =>
  ({ entry: { case: 'unit', value: { id, code: id, name: kind, kind, level, area: of } } }) as const
const post = (id: string, role: string, of: string, level: string, inArea: string) =>
  ({ entry: { case: 'post', value: { id, code: id, name: role, role, unit: of, level, area: inArea } } }) as const
const staff = (id: string, holds: string, to?: string) => {
  const holdings = [{ post: holds, from: since, ...(to ? { to: timestampFromDate(new Date(to)) } : {}) }]
  return { entry: { case: 'staff' as const, value: { id, login: id, holdings } } }
}

/** A street with one grid, its centre, and the district's centre. */
export const directory = DirectoryCopy.of([
  area(DISTRICT, 'DISTRICT'),
  area(STREET, 'STREET'),
  area(`${STREET}001`, 'COMMUNITY'),
  area(`${STREET}001001`, 'GRID'),
  unit(units.gridTeam, 'GRID_TEAM', 'GRID', `${STREET}001001`),
  unit(units.streetCentre, 'STREET_CENTRE', 'STREET', STREET),
  unit(units.districtCentre, 'DISTRICT_CENTRE', 'DISTRICT', DISTRICT),
  post(posts.worker, 'GRID_WORKER', units.gridTeam, 'GRID', `${STREET}001001`),
  post(posts.leader, 'GRID_LEADER', units.gridTeam, 'GRID', `${STREET}001001`),
  post(posts.dispatcher, 'DISPATCHER', units.streetCentre, 'STREET', STREET),
  post(posts.verifier, 'VERIFIER', units.streetCentre, 'STREET', STREET),
  post(posts.districtDispatcher, 'DISPATCHER', units.districtCentre, 'DISTRICT', DISTRICT),
  staff(people.worker, posts.worker),
  staff(people.leader, posts.leader),
  staff(people.dispatcher, posts.dispatcher),
  staff(people.verifier, posts.verifier),
  staff(people.districtDispatcher, posts.districtDispatcher),
  staff(people.left, posts.worker, '2026-06-01T00:00:00Z'),
  { entry: { case: 'compound', value: { code: 'garden', name: '花园小区', area: `${STREET}001001` } } },
  { entry: { case: 'type', value: { code: 'lift-quarrel', version: 1, name: '电梯纠纷' } } },
])

let offset = 0
function received<Value>(type: string, fact: string, subject: string, key: string, value: Value, data: object): ReceivedEvent<Value> {
  const id = randomUUID()
  const time = new Date('2026-11-24T02:00:00Z')
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: '/districts/500105/test',
    ce_area: `${STREET}001001`,
    ce_subject: subject,
    ce_time: time.toISOString(),
  }
  const place = { topic: 'test', partition: 0, offset: String(++offset), key, sequence: 1 }
  return {
    ...place,
    id,
    type,
    fact,
    source: headers.ce_source,
    subject,
    area: headers.ce_area,
    time,
    value,
    headers,
    raw: JSON.stringify(data),
  }
}

type EntryInit = Partial<Pick<dispatchEvents.LedgerEntry, 'state' | 'level' | 'unit' | 'person'>> & { by?: string; details?: object }

/** A fact about a case held by the grid team. */
export function caseEvent(
  caseId: string,
  fact: keyof typeof events.dispatchCase,
  { by, details, ...after }: EntryInit = {},
): ReceivedEvent<dispatchEvents.LedgerEntry> {
  const actor = by ? { kind: 'STAFF', id: by } : { kind: 'SYSTEM', id: 'dispatch' }
  const value = create(dispatch.LedgerEntrySchema, {
    caseId,
    number: `${STREET}-20261124-0001`,
    area: `${STREET}001001`,
    fact,
    state: 'HANDLING',
    level: 'GRID',
    unit: units.gridTeam,
    ...after,
    actor,
    details: details as object,
  })
  return received(events.dispatchCase[fact].type, fact, caseId, caseId, value, { caseId })
}

export const registered = (caseId: string, reporter: { kind: string; id: string } = { kind: 'RESIDENT', id: people.reporter }) =>
  caseEvent(caseId, 'registered', { details: { type: 'lift-quarrel', typeVersion: 1, reporter } })

/** A rung of the step's clock of a case held by the grid team. */
export function escalationEvent(
  caseId: string,
  fact: 'raised' | 'withdrawn',
  value: Partial<Pick<slaEvents.EscalationEvent, 'tell' | 'rung' | 'clockId' | 'person' | 'percent'>>,
): ReceivedEvent<slaEvents.EscalationEvent> {
  const clockId = value.clockId ?? randomUUID()
  const escalation = create(sla.EscalationEventSchema, {
    caseId,
    number: `${STREET}-20261124-0001`,
    kind: 'STEP',
    epoch: 1,
    rung: 1,
    percent: 80,
    level: 'GRID',
    unit: units.gridTeam,
    area: `${STREET}001001`,
    dueAt: timestampFromDate(new Date('2026-11-24T06:30:00Z')),
    ...value,
    clockId,
  })
  return received(events.slaEscalation[fact].type, fact, clockId, caseId, escalation, { clockId, caseId })
}

/** Voting tells some persons of a fact about a decision. */
export function decisionTold(decisionId: string, toldOf: string, persons: readonly string[]): ReceivedEvent<votingEvents.DecisionEvent> {
  const value = create(voting.DecisionEventSchema, {
    decisionId,
    compound: 'garden',
    area: `${STREET}001001`,
    toldOf,
    persons: [...persons],
  })
  return received(events.votingDecision.told.type, 'told', decisionId, decisionId, value, { decisionId })
}
