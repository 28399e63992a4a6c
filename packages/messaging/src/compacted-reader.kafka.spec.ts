import { randomUUID } from 'node:crypto'
import { events, topics } from '@yiwang/contracts'
import { eventually, testTopics } from '@yiwang/testing'
import { type CompactedReader, readCompacted } from './compacted-reader.ts'
import { outgoing, type ReceivedEvent } from './event.ts'
import type { Kafka, Producer } from './kafka.ts'
import { Outbox } from './outbox.ts'

let kafka: Kafka
let prefix: string
let producer: Producer
const readers: CompactedReader[] = []

beforeEach(async () => {
  ;({ kafka, prefix } = await testTopics([topics.directoryChange, topics.directoryGeometry]))
  producer = await kafka.openProducer({ transactionalId: `${prefix}directory` })
})
afterEach(async () => {
  await Promise.all([...readers.splice(0).map((reader) => reader.stop()), producer.close()])
})

async function change(...keys: string[]): Promise<void> {
  const outbox = new Outbox({ source: '/districts/500105/directory', topicPrefix: prefix })
  const rows = keys.map((key) =>
    outbox.encode(outgoing({ event: events.directoryChange.changed, key, subject: key, area: '500105', at: new Date(0), value: {} })),
  )
  await producer.send(rows.map((row, i) => ({ ...row, headers: { ...row.headers, ce_subject: row.subject, ce_sequence: String(i + 1) } })))
}
function reader() {
  const seen: string[] = []
  const started = readCompacted({
    kafka,
    prefix,
    topics: [topics.directoryChange, topics.directoryGeometry],
    group: `${prefix}copy-${randomUUID()}`,
    onEvents: (arrived: readonly ReceivedEvent[]) => void seen.push(...arrived.map(({ key }) => key)),
  })
  readers.push(started)
  return { seen, started }
}

it('is ready once all that was there is handed over, and follows what comes', async () => {
  await change('area/500105', 'area/500105001')
  await change('unit/1')
  const { seen, started } = reader()
  expect(started.health()).toEqual({ ready: false, reason: 'not yet read to the end' })
  await started.ready
  expect(seen).toEqual(['area/500105', 'area/500105001', 'unit/1'])
  await change('unit/2')
  await eventually(() => expect(seen).toEqual(['area/500105', 'area/500105001', 'unit/1', 'unit/2']))
  expect(started.health()).toEqual({ ready: true })
})

it('is ready on empty topics', async () => {
  const { seen, started } = reader()
  await started.ready
  expect(seen).toEqual([])
})

it('passes over what cannot be read', async () => {
  await producer.send([{ topic: prefix + topics.directoryChange.name, key: 'x', value: 'no event' }])
  await change('unit/1')
  const { seen, started } = reader()
  await started.ready
  expect(seen).toEqual(['unit/1'])
})

describe('what comes again from the beginning is passed over', () => {
  // The second number of unit/2 is 2, and then its first comes again.
  async function comeAgain() {
    await change('unit/1', 'unit/2')
    await change('unit/2')
    await change('unit/3')
  }

  it('when it comes later', async () => {
    const { seen, started } = reader()
    await started.ready
    await comeAgain()
    await eventually(() => expect(seen.toSorted()).toEqual(['unit/1', 'unit/2', 'unit/3']))
  })

  it('when it comes with what is newer', async () => {
    await comeAgain()
    const { seen, started } = reader()
    await started.ready
    expect(seen.toSorted()).toEqual(['unit/1', 'unit/2', 'unit/3'])
  })
})
