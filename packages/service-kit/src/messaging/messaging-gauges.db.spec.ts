import { sql } from '@yiwang/database'
import { type TestDatabase, testDatabase } from '@yiwang/testing'
import { metricsText } from '../telemetry/metrics.fixture.ts'
import { startTelemetry } from '../telemetry/start-telemetry.ts'
import { outboxGauges, recordParkedKeys } from './messaging-gauges.ts'

describe('the gauges of messaging', () => {
  let store: TestDatabase
  beforeAll(async () => {
    await startTelemetry({ service: 'notes' })
    store = await testDatabase('intake')
  })
  afterAll(() => store.drop())

  const read = async (series: string) =>
    Number(
      (await metricsText())
        .split('\n')
        .find((line) => line.startsWith(series))
        ?.split(' ')
        .at(-1),
    )
  const write = (key: string, refused: string | null = null) =>
    store.database.run(sql`
      insert into messaging.outbox (topic, key, subject, sequence, headers, value, refused) values ('t', ${key}, ${key}, 1, '{}', '{}', ${refused})`)
  const park = (topic: string, key: string, offset: number) =>
    store.database.run(sql`
      insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, at)
      values ('notes', ${topic}, 0, ${offset}, ${key}, ${key}, 1, 's', ${String(offset)}, '{}', now())`)

  it('say how many events wait, how many of them were refused, and how long the same one has been the oldest', async () => {
    const look = outboxGauges(store.database)
    await look()
    expect([await read('yiwang_outbox_depth'), await read('yiwang_outbox_age')]).toEqual([0, 0])
    await write('a', 'too large')
    await write('b')
    await look()
    await new Promise((passed) => setTimeout(passed, 30))
    await look()
    expect([await read('yiwang_outbox_depth'), await read('yiwang_outbox_refused')]).toEqual([2, 1])
    const age = await read('yiwang_outbox_age')
    expect(age).toBeGreaterThan(0.02)
    await store.database.run(sql`delete from messaging.outbox where key = 'b'`)
    await write('c')
    await look()
    expect(await read('yiwang_outbox_age')).toBeLessThan(age)
  })

  it('count keys that are parked, not their events, and say zero where none is', async () => {
    for (const [topic, key, offset] of [
      ['t', 'a', 1],
      ['t', 'a', 2],
      ['t', 'b', 3],
    ] as const)
      await park(topic, key, offset)
    await recordParkedKeys(store.database, 'notes', ['t', 'u'])
    expect([await read('yiwang_consumer_parked_keys{topic="t"'), await read('yiwang_consumer_parked_keys{topic="u"')]).toEqual([2, 0])
  })
})
