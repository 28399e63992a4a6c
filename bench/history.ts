import { topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import { type Kafka, Outbox, type RecordToSend } from '@yiwang/messaging'

const AT_ONCE = 5_000

interface Said {
  readonly type: string
  readonly topic: string
  readonly key: string
  readonly subject: string
  readonly sequence: number
  readonly area: string
  readonly at: string
  readonly value: string
}

/** Publishes the ledgers of a seeded district, as dispatch's relay would have. */
export async function publishLedgers(dispatch: Database, kafka: Kafka, topicPrefix: string): Promise<number> {
  type Row = { case_id: string; seq: number; value: string }
  const page = ([id, seq]: [string, number]) =>
    dispatch.rows<Row>(
      sql`select case_id, seq, value from ledger.entry where (case_id, seq) > (${id}::uuid, ${seq}) order by case_id, seq limit ${AT_ONCE}`,
    )
  return publish(kafka, topicPrefix, 'dispatch', NONE, page, ({ case_id, seq, value }) => {
    const { fact, area, at } = JSON.parse(value)
    const said = { type: `yiwang.dispatch.case.${fact}.v1`, topic: topics.dispatchCase.name, key: case_id, subject: case_id }
    return { last: [case_id, seq], said: [{ ...said, sequence: seq, area, at, value }] }
  })
}

/** Publishes what sla says of the clocks of a seeded district: each as it stands, as often as it was told. */
export async function publishClocks(sla: Database, kafka: Kafka, topicPrefix: string): Promise<number> {
  type Row = { case_id: string; no: number; id: string; area: string; clock_sequence: number; stopped: boolean; at: Date; value: object }
  const page = ([id, no]: [string, number]) =>
    sla.rows<Row>(sql`
      select c.case_id, c.no, c.id, k.area, c.clock_sequence, c.stopped_at is not null as stopped, c.started_at as at, json_strip_nulls(json_build_object(
        'clockId', c.id, 'caseId', c.case_id, 'number', k.number, 'area', k.area, 'kind', c.kind, 'epoch', c.epoch,
        'budget', json_build_object('amount', c.amount, 'unit', c.unit), 'startedAt', c.started_at, 'dueAt', c.due_at, 'warnAt', c.warn_at,
        'provisional', c.provisional, 'stoppedAt', c.stopped_at)) as value
      from clock c join timed_case k on k.id = c.case_id
      where (c.case_id, c.no) > (${id}::uuid, ${no}) order by c.case_id, c.no limit ${AT_ONCE}`)
  return publish(kafka, topicPrefix, 'sla', NONE, page, ({ case_id, no, id, area, clock_sequence: count, stopped, at, value }) => {
    const fact = (n: number) => (n === 1 ? 'started' : n === count && stopped ? 'stopped' : 'moved')
    const said = Array.from({ length: count }, (_, n): Said => {
      const place = { topic: topics.slaClock.name, key: case_id, subject: id, sequence: n + 1, area }
      return { ...place, type: `yiwang.sla.clock.${fact(n + 1)}.v1`, at: at.toISOString(), value: JSON.stringify(value) }
    })
    return { last: [case_id, no], said }
  })
}

const NONE: [string, number] = ['00000000-0000-0000-0000-000000000000', 0]

async function publish<Row>(
  kafka: Kafka,
  topicPrefix: string,
  service: string,
  first: [string, number],
  page: (after: [string, number]) => Promise<Row[]>,
  read: (row: Row) => { last: [string, number]; said: Said[] },
): Promise<number> {
  const outbox = new Outbox({ source: `/districts/500105/${service}`, topicPrefix })
  const producer = await kafka.openProducer()
  let [after, count] = [first, 0]
  for (let rows = await page(after); rows.length > 0; rows = await page(after)) {
    const records = rows.flatMap((row) => {
      const { last, said } = read(row)
      after = last
      return said.map((one) => recordOf(outbox, one))
    })
    for (let from = 0; from < records.length; from += 2_000) await producer.send(records.slice(from, from + 2_000))
    count += records.length
  }
  await producer.close()
  return count
}

function recordOf(outbox: Outbox, { type, topic, key, subject, sequence, area, at, value }: Said): RecordToSend {
  const headers = {
    ...outbox.headers({ type, key, area, at: new Date(at) }),
    ce_subject: subject,
    ce_sequence: String(sequence).padStart(10, '0'),
  }
  return { topic: outbox.topicPrefix + topic, key, value, headers }
}
