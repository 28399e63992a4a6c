// What a received matter, an entry and a clock write in the databases of dispatch and intake.
import { createHash } from 'node:crypto'
import { type Event, type Floor, lastOf, marks, outbox, PLAN, unitOf, write } from './lifecycle-shared.ts'
import * as table from './lifecycle-tables.ts'

export async function register({ pools, prefix }: Floor, events: readonly Event[]): Promise<void> {
  const series = (area: string) => `${area.slice(0, 9)}-${new Date().toISOString().slice(0, 10)}`
  const counts = [...Map.groupBy(events, ({ value }) => series(value.area))].map(([name, of]) => [name, of.length] as const)
  counts.sort(([a], [b]) => (a < b ? -1 : 1))
  const entries = events.map(({ value: { matterId: caseId, area, reporter, type, receivedAt } }) => {
    const [level, unit, at] = ['GRID', unitOf(area), new Date().toISOString()]
    const said = {
      ...{
        caseId,
        number: `${series(area)}-${caseId.slice(-12)}`,
        area,
        seq: 1,
        at,
        fact: 'registered',
        round: 1,
        state: 'HANDLING',
        level,
        unit,
      },
      ...{ actor: { kind: 'SYSTEM', id: 'dispatch' }, details: { type, typeVersion: 1, plan: PLAN, receivedAt, reporter } },
      prevHash: '0'.repeat(64),
    }
    return { ...said, hash: createHash('sha256').update(JSON.stringify(said)).digest('hex') }
  })
  const rows = entries.map((e) => [
    ...[e.caseId, e.number, 'plain-grid', 1, e.area, e.area.slice(0, 9), e.area.slice(0, 12), e.area, e.state, 1, e.level, e.unit, e.at],
    ...[e.details.receivedAt, e.details.receivedAt, e.details.receivedAt, 'infinity', 'STAFF', e.details.reporter.id, e.level, e.unit],
    ...[e.details.reporter.id, e.at, 1, 1, e.hash, e.at, '{}', '{}'],
  ])
  const values = entries.map((value) => ({ subject: value.caseId, sequence: 1, type: 'yiwang.dispatch.case.registered.v1', value }))
  await write(pools.dispatch, [
    ...[marks('dispatch', 'intake.matter.v1', events), table.SERIES(counts), table.CASES(rows)],
    table.ENTRIES(entries.map((e) => [e.caseId, 1, e.at, JSON.stringify(e)])),
    outbox(prefix, 'dispatch', 'dispatch.case.v1', values),
  ])
  await write(pools.notify, [marks('notify', 'intake.matter.v1', events)])
}

export async function follow({ pools }: Floor, events: readonly Event[]): Promise<void> {
  const last = lastOf(events, ({ value }) => value.caseId)
  const taken = events.filter(({ value }) => value.person !== undefined)
  await write(pools.intake, [
    marks('intake', 'dispatch.case.v1', events),
    table.FOLLOWED(last.map(({ value: v }) => [v.caseId, v.number, v.area, v.state, v.level, v.unit])),
    taken.length > 0 && table.HOLDERS(taken.map(({ value: v }) => [v.caseId, v.person])),
  ])
}

export async function keepDues({ pools }: Floor, events: readonly Event[]): Promise<void> {
  const dues = (kind: string) => lastOf(events, ({ value }) => value.caseId + value.kind).filter(({ value }) => value.kind === kind)
  const [ofCases, ofSteps] = [dues('CASE'), dues('STEP')]
  const cases = ofCases.map(({ value }) => [value.caseId, value.dueAt])
  await write(pools.intake, [marks('intake', 'sla.clock.v1', events), table.DUES(cases)])
  const deadlines = (of: Event[], kind: string) =>
    of.map(({ value }) => [value.caseId, kind === 'CASE' ? value.dueAt : null, kind === 'STEP' ? value.dueAt : null])
  const columns = (rows: unknown[][]) => [0, 1, 2].map((n) => rows.map((row) => row[n]))
  await write(pools.dispatch, [
    marks('dispatch', 'sla.clock.v1', events),
    { name: 'deadlines', text: table.DEADLINES, values: columns(deadlines(ofCases, 'CASE')) },
    { name: 'deadlines', text: table.DEADLINES, values: columns(deadlines(ofSteps, 'STEP')) },
  ])
  await write(pools.notify, [marks('notify', 'sla.clock.v1', events)])
}
