// What an entry writes in the databases of sla and notify: clocks, and what people are told.
import { v7 as uuid } from 'uuid'
import { type Event, type Floor, lastOf, marks, outbox, PLAN, type Said, unitOf, write } from './lifecycle-shared.ts'
import * as table from './lifecycle-tables.ts'

/** Which clocks of a case a fact stops and starts, by their numbers. */
const CLOCKS: Readonly<Record<string, { stops: number[]; starts: (readonly [no: number, kind: string])[] }>> = {
  registered: {
    stops: [],
    starts: [
      [1, 'CASE'],
      [2, 'STEP'],
    ],
  },
  solved: { stops: [2], starts: [[3, 'STEP']] },
  dispatched: { stops: [2], starts: [[3, 'STEP']] },
  fed_back: { stops: [3], starts: [[4, 'STEP']] },
  verified: { stops: [4, 1], starts: [[5, 'ANSWER']] },
  answered: { stops: [5], starts: [] },
}
const LADDER = JSON.stringify([80, 100, 125, 150].map((percent) => ({ percent, tell: ['HOLDER'] })))
const DUE_MS = 7 * 86_400_000
const later = (at: string, share = 1) => new Date(Date.parse(at) + DUE_MS * share).toISOString()
const clockId = (caseId: string, no: number) => `${caseId.slice(0, -2)}0${no}`

export async function time({ pools, prefix }: Floor, events: readonly Event[], part: number): Promise<void> {
  const cases = lastOf(events, ({ value }) => value.caseId).map(({ value: v }) => [
    ...[v.caseId, part, v.number, v.area, 'STAFF', v.actor.id, JSON.stringify(PLAN), JSON.stringify({ level: v.level, unit: v.unit })],
    ...['{}', 5],
  ])
  const said = events.flatMap(({ value: v }) => {
    const { stops, starts } = CLOCKS[v.fact] ?? { stops: [], starts: [] }
    const clock = (no: number, kind: string, sequence: number, startedAt: string, stoppedAt?: string) => ({
      ...{ no, sequence, subject: clockId(v.caseId, no), type: `yiwang.sla.clock.${stoppedAt ? 'stopped' : 'started'}.v1` },
      value: {
        ...{ clockId: clockId(v.caseId, no), caseId: v.caseId, number: v.number, area: v.area, kind, epoch: 1, provisional: false },
        ...{ budget: { amount: 5, unit: 'WORKING_DAYS' }, startedAt, dueAt: later(startedAt), warnAt: later(startedAt, 0.8), stoppedAt },
      },
    })
    return [
      ...stops.map((no) => clock(no, no === 1 ? 'CASE' : 'STEP', 2, v.at, v.at)),
      ...starts.map(([no, kind]) => clock(no, kind, 1, v.at)),
    ]
  })
  const [started, stopped] = [said.filter(({ sequence }) => sequence === 1), said.filter(({ sequence }) => sequence === 2)]
  const clocks = started.map(({ no, subject, value: { caseId, kind, startedAt, dueAt, warnAt } }) => [
    ...[caseId, no, subject, part, kind, 'ESCALATION', 'cn', 1, startedAt, 5, 'WORKING_DAYS', '{}', LADDER, 1, dueAt, warnAt, false],
    ...[`{${[0.8, 1, 1.25, 1.5].map((share) => later(startedAt, share)).join(',')}}`, 0, 1, 0],
  ])
  await write(pools.sla, [
    ...[marks('sla', 'dispatch.case.v1', events), table.TIMED(cases), table.CLOCKS(clocks)],
    {
      ...{ name: 'stop', text: table.STOP },
      values: [stopped.map(({ value }) => value.caseId), stopped.map(({ no }) => no), stopped.map(({ value }) => value.stoppedAt)],
    },
    said.length > 0 && outbox(prefix, 'sla', 'sla.clock.v1', said),
  ])
}

export async function tell({ pools, prefix, told }: Floor, events: readonly Event[]): Promise<void> {
  const registered = events.filter(({ value }) => value.fact === 'registered')
  const now = new Date().toISOString()
  const deliveries = events.flatMap(({ id, type, value: v }) =>
    Array.from({ length: told[v.fact] ?? 0 }, (_, n) => [
      ...[
        uuid(),
        id,
        type,
        v.caseId,
        v.area,
        'INBOX',
        unitOf(`${v.area}/${n}`),
        v.at,
        'case-waits',
        1,
        JSON.stringify({ number: v.number }),
        now,
      ],
    ]),
  )
  await write(pools.notify, [
    ...[marks('notify', 'dispatch.case.v1', events)],
    table.FILES(registered.map(({ value: v }) => [v.caseId, v.number, 'plain-grid', 1, v.details.reporter.id])),
    table.DELIVERIES(deliveries),
  ])
  if (deliveries.length === 0) return
  const lease = new Date(Date.now() + 60_000).toISOString()
  const { rows } = await pools.notify.query({ name: 'claim', text: table.CLAIM, values: [now, lease] })
  const items = rows.map((d) => [uuid(), d.recipient, d.event_id, d.event_type, d.case_id, d.template, 1, JSON.stringify(d.params), d.at])
  await pools.notify.query(table.INBOX(items))
  const sent = rows.map((d) => ({ subject: d.id, sequence: 1, type: 'yiwang.notify.delivery.sent.v1', value: sentOf(d) }))
  await write(pools.notify, [
    { name: 'settle', text: table.SETTLE, values: [rows.map(({ id }) => id), now] },
    table.COUNTERS(rows.map(({ id }) => [`${prefix}notify.delivery.v1`, id, 1])),
    outbox(prefix, 'notify', 'notify.delivery.v1', sent),
  ])
}

const sentOf = (d: Said) => ({
  ...{ deliveryId: d.id, eventId: d.event_id, eventType: d.event_type, caseId: d.case_id, area: d.area, channel: 'INBOX' },
  ...{ recipient: d.recipient, at: d.at, template: d.template, templateVersion: 1 },
})
