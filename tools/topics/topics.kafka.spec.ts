import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inboundTopic, topics } from '@yiwang/contracts'
import { openDatabase, sql } from '@yiwang/database'
import { ensureTopics, foreignTopic, type KafkaRecord, type RecordToSend, readTopic } from '@yiwang/messaging'
import { eventually, type TestDatabase, testDatabase, testTopics } from '@yiwang/testing'
import { services } from '../services.ts'
import { restoreTopics } from './restore-topics.ts'
import { saveTopics } from './save-topics.ts'
import { type Databases, topicsOfDistrict } from './topics-of-district.ts'

const MATTERS = topics.intakeMatter.name
const DECISIONS = topics.votingDecision.name
const INBOUND = inboundTopic('parks')
const AT = new Date('2026-03-03T01:00:00Z')
const LATER = new Date('2026-03-03T02:00:00Z')

describe('the topics of a district', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-topics-'))
  let stores: TestDatabase[]
  let databases: Databases
  let bus: Awaited<ReturnType<typeof testTopics>>

  const event = (subject: string, sequence: number, topic = MATTERS): RecordToSend => ({
    ...{ topic: bus.prefix + topic, key: subject, value: `{"n":${sequence}}`, timestamp: AT },
    headers: { ce_subject: subject, ce_sequence: String(sequence).padStart(10, '0') },
  })
  const shown = ({ partition, key, value, headers, timestamp }: KafkaRecord) => ({ partition, key, value, headers, timestamp })

  async function contents(topic: string, count: number): Promise<ReturnType<typeof shown>[]> {
    const reading = readTopic(bus.kafka, bus.prefix + topic)
    try {
      return await eventually(() => {
        expect(reading.records.length).toBeGreaterThanOrEqual(count)
        return reading.records.map(shown).toSorted((a, b) => a.partition - b.partition)
      })
    } finally {
      await reading.stop()
    }
  }

  beforeAll(async () => {
    const made = await Promise.all([testTopics(Object.values(topics)), ...services.map((name) => testDatabase(name))])
    bus = made[0]
    stores = made.slice(1) as TestDatabase[]
    databases = Object.fromEntries(services.map((name, k) => [name, stores[k]!.database])) as unknown as Databases
    await ensureTopics(bus.kafka, [foreignTopic(INBOUND)], bus.prefix)
    const { intake, dispatch, sla, voting } = databases
    await intake.run(
      sql`insert into mapping_pack (system, version, pack, imported_at, imported_by) values ('parks', 1, '{}', ${AT}, gen_random_uuid())`,
    )
    await intake.run(sql`insert into messaging.outbox_sequence (topic, subject, last) values
      (${bus.prefix + MATTERS}, 'a', 2), (${bus.prefix + MATTERS}, 'b', 1)`)
    await voting.run(sql`insert into messaging.outbox_sequence (topic, subject, last) values (${bus.prefix + DECISIONS}, 'd', 1)`)
    await dispatch.run(sql`
      insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, at)
      values ('dispatch', ${MATTERS}, 0, 7, 'b', 'b', 1, 's', 'i', '{}', ${AT})`)
    await sla.run(sql`insert into watermark (part, applied, at) values (0, 50, ${AT})`)
    await sla.run(sql`insert into progress (part, "offset", at) values (0, 60, ${LATER})`)
    const producer = await bus.kafka.openProducer()
    await producer.send([event('a', 1), event('a', 2), event('b', 1), event('a', 3), event('never', 1)])
    await producer.send([event('d', 1, DECISIONS), event('d', 2, DECISIONS)])
    const bytes = Buffer.from([0xff, 0x00, 0xfe])
    await producer.send([{ topic: bus.prefix + INBOUND, key: 'P-1', value: bytes, headers: { ce_source: Buffer.from([0xff]) } }])
    await producer.close()
  }, 60_000)
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.drop()))
    rmSync(folder, { recursive: true })
  })

  it('are put back to where the databases stand, and what others wrote as it was', async () => {
    const wanted = await topicsOfDistrict(databases)
    const before = [await contents(MATTERS, 5), await contents(INBOUND, 1)] as const
    const saved = await saveTopics({ ...bus, folder, topics: wanted.map(({ name }) => name) })
    expect([saved.get(MATTERS), saved.get(INBOUND)]).toEqual([5, 1])

    const restored = await restoreTopics({ ...bus, folder, databases, topics: wanted })
    expect(restored.find(({ topic }) => topic === MATTERS)).toMatchObject({ written: 3, leftOut: 2 })
    expect(restored.find(({ topic }) => topic === DECISIONS)).toMatchObject({ written: 1, leftOut: 1 })
    const happened = before[0].filter(({ headers }) =>
      ['a 0000000001', 'a 0000000002', 'b 0000000001'].includes(`${headers['ce_subject']} ${headers['ce_sequence']}`),
    )
    expect(await contents(MATTERS, 3)).toEqual(happened)
    expect(await contents(INBOUND, 1)).toEqual(before[1])
  }, 60_000)

  it('leave no offset of before behind: what is parked stays first, and sla counts anew but keeps what it knew of time', async () => {
    expect(await databases.dispatch.one(sql`select "offset" < 0 as first from messaging.parked`)).toEqual({ first: true })
    expect(await databases.sla.rows(sql`select applied::int, at from watermark`)).toEqual([{ applied: 0, at: AT }])
    expect(await databases.sla.rows(sql`select from progress`)).toEqual([])
  })

  it('are not touched while a service runs', async () => {
    const service = openDatabase({ url: stores[services.indexOf('sla')]!.url, applicationName: 'sla', max: 1 })
    try {
      await service.one(sql`select 1`)
      await expect(restoreTopics({ ...bus, folder, databases, topics: await topicsOfDistrict(databases) })).rejects.toThrow(
        'sla is running',
      )
    } finally {
      await service.close()
    }
  })
})
