import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { events, topics } from '@yiwang/contracts'
import { sql, type Transaction } from '@yiwang/database'
import {
  Outbox,
  own,
  PermanentError,
  type ReceivedEvent,
  type RunningConsumer,
  silentLog,
  silentTelemetry,
  startConsumer,
} from '@yiwang/messaging'
import { emptyTestDatabase, eventually, fixedClock, type TestDatabase, testServers, testTopics } from '@yiwang/testing'

const tables = readFileSync(new URL('../packages/messaging/sql/messaging.sql', import.meta.url), 'utf8')
const run = promisify(execFile)
let test: TestDatabase
let consumer: RunningConsumer
let service: string
let cured = false

beforeAll(async () => {
  test = await emptyTestDatabase(`${tables}; create table effect (subject text, sequence int)`)
  service = new URL(test.url).pathname.slice(1)
  const { kafka, prefix } = await testTopics([topics.dispatchCase])
  const outbox = new Outbox({ source: '/districts/500105/sla', topicPrefix: prefix })
  const apply = async (tx: Transaction, arrived: readonly ReceivedEvent[]) => {
    for (const { subject, sequence } of arrived) {
      if (sequence === 2 && !cured) throw new PermanentError('cannot be read')
      await tx.run(sql`insert into effect values (${subject}, ${sequence})`)
    }
  }
  const clock = fixedClock('2026-11-24T01:00:00Z')
  const common = { kafka, group: 'sla', database: test.database, outbox, clock, log: silentLog, telemetry: silentTelemetry }
  consumer = startConsumer({ ...common, subscriptions: [own(topics.dispatchCase, apply)] })
  const producer = await kafka.openProducer()
  const record = (sequence: number) => ({
    topic: prefix + topics.dispatchCase.name,
    key: 'case-1',
    value: '{"caseId":"secret"}',
    headers: {
      ce_id: `e${sequence}`,
      ce_type: events.dispatchCase.commented.type,
      ce_subject: 'case-1',
      ce_sequence: String(sequence),
      ce_time: '2026-11-24T01:00:00Z',
    },
  })
  await producer.send([1, 2, 3].map(record))
  await producer.close()
})
afterAll(async () => {
  await consumer?.stop()
  await test?.drop()
})

async function parked(...args: string[]): Promise<string> {
  const command = [new URL('./run.mjs', import.meta.url).pathname, new URL('./parked.ts', import.meta.url).pathname]
  const server = ['--postgres', (await testServers()).postgres, '--service', service]
  const { stdout } = await run(process.execPath, [...command, ...args, ...server]).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  )
  return stdout
}

it('lists what is parked, shows it, and has it replayed by the running service', async () => {
  await eventually(async () => expect(await test.database.one(sql`select count(*)::int as n from messaging.parked`)).toEqual({ n: 2 }))
  expect(await parked('list')).toMatch(/^sla {2}dispatch\.case\.v1 {2}case-1 {2}2 waiting since .* cannot be read$/m)
  const shown = await parked('show', '--key', 'case-1')
  expect(shown).toMatch(/sequence 2 .* e2 {2}cannot be read\n.* sequence 3 .* e3 {2}waits/)
  expect(shown).not.toContain('secret')
  expect(await parked('show', '--key', 'case-1', '--values')).toContain('secret')
  expect(await parked('replay', '--key', 'case-1')).toMatch(/2 still wait: cannot be read/)
  cured = true
  expect(await parked('replay', '--all')).toMatch(/case-1 {2}applied/)
  expect(await parked('list')).toBe('Nothing is parked.\n')
  expect(await test.database.rows(sql`select sequence from effect order by sequence`)).toEqual([
    { sequence: 1 },
    { sequence: 2 },
    { sequence: 3 },
  ])
})

it('asks which key is meant before it drops anything', async () => {
  expect(await parked('drop')).toBe('')
})
