import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { eventually, testTopics } from '@yiwang/testing'
import { connectKafka } from './client.ts'
import { type Consumer, type Kafka, type KafkaRecord, type Producer, RefusedRecord, type Verdict } from './kafka.ts'
import { readTopic } from './read-topic.ts'

// The contract of kafka.ts: whatever client stands in client.ts has to pass this against a real broker.
let kafka: Kafka
let prefix: string
let brokers: string
let topicNumber = 0
const open: (Producer | Consumer | { stop(): Promise<void> })[] = []

beforeAll(async () => {
  ;({ kafka, prefix, brokers } = await testTopics([]))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => ('close' in one ? one.close() : one.stop())))
})

async function newTopic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
  topicNumber += 1
  const topic = `${prefix}client-${topicNumber}`
  await kafka.createTopics([{ topic, partitions, config }])
  await eventually(async () => expect(await kafka.endOffsets(topic)).toMatchObject({ size: partitions }))
  return topic
}
async function newProducer(transactionalId?: string): Promise<Producer> {
  const producer = await kafka.openProducer(transactionalId === undefined ? {} : { transactionalId })
  open.push(producer)
  return producer
}
const values = (topic: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ topic, key: 'k', value: String(from + i), headers: { n: String(from + i) } }))
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => String(from + i))
const textOf = (records: readonly KafkaRecord[]) => records.map(({ value }) => String(value))

function reading(topic: string) {
  const contents = readTopic(kafka, topic)
  open.push(contents)
  return contents
}

interface Member {
  readonly seen: string[]
  readonly batches: number[]
  readonly consumer: Consumer
}
function member(
  topic: string,
  group: string,
  verdict: (records: readonly KafkaRecord[]) => Verdict | Promise<Verdict> = () => 'done',
  more: object = {},
): Member {
  const seen: string[] = []
  const batches: number[] = []
  const consumer = kafka.consume({
    group: prefix + group,
    topics: [topic],
    onRecords: async (records) => {
      const result = await verdict(records)
      batches.push(records.length)
      if (result === 'done') seen.push(...textOf(records))
      return result
    },
    ...more,
  })
  open.push(consumer)
  return { seen, batches, consumer }
}

describe('a producer', () => {
  it('keeps the order of a key and tells the offset behind what it wrote', async () => {
    const topic = await newTopic(4)
    const producer = await newProducer()
    const first = await producer.send(values(topic, 1, 300))
    const second = await producer.send([
      ...values(topic, 301, 400),
      { topic, key: 'other', value: 'x', partition: (first[0]!.partition + 1) % 4 },
    ])
    expect(first).toEqual([{ topic, partition: first[0]!.partition, nextOffset: 300n }])
    expect(second).toContainEqual({ topic, partition: first[0]!.partition, nextOffset: 400n })
    expect(second).toContainEqual({ topic, partition: (first[0]!.partition + 1) % 4, nextOffset: 1n })
    const { records } = reading(topic)
    await eventually(() => expect(records).toHaveLength(401))
    expect(textOf(records.filter(({ key }) => String(key) === 'k'))).toEqual(upTo(400))
  })

  it('reads a header of any name: one that every object has stops nobody', async () => {
    const topic = await newTopic()
    const producer = await newProducer()
    const headers = { constructor: 'a', toString: 'b', ...JSON.parse('{"__proto__":"c"}'), ce_id: 'd' }
    await producer.send([{ topic, key: null, value: '1', headers }])
    const { records } = reading(topic)
    await eventually(() => expect(records).toHaveLength(1))
    const read = Object.fromEntries(Object.entries(records[0]!.headers).map(([name, bytes]) => [name, bytes.toString()]))
    expect(read).toEqual(expect.objectContaining({ constructor: 'a', toString: 'b', ce_id: 'd' }))
  })

  it('writes keys, headers and empty values as they are', async () => {
    const topic = await newTopic()
    const producer = await newProducer()
    await producer.send([
      { topic, key: null, value: null },
      { topic, key: '案件', value: Buffer.from([0, 255]), headers: { ce_id: '网格', raw: Buffer.from([255]) } },
    ])
    const { records } = reading(topic)
    await eventually(() => expect(records).toHaveLength(2))
    expect(records[0]).toMatchObject({ key: null, value: null, headers: {}, partition: 0, offset: '0' })
    expect(records[1]).toMatchObject({
      key: Buffer.from('案件'),
      value: Buffer.from([0, 255]),
      headers: { ce_id: Buffer.from('网格'), raw: Buffer.from([255]) },
    })
  })

  it('says that it is the record which the broker refuses, and nothing of the batch is there', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '2000' })
    const producer = await newProducer()
    await expect(producer.send([{ topic, key: 'k', value: 'x'.repeat(5_000) }])).rejects.toBeInstanceOf(RefusedRecord)
    expect(await kafka.endOffsets(topic)).toEqual(new Map([[0, 0n]]))
  })

  it('fails within seconds on a topic that does not exist', async () => {
    const producer = await newProducer()
    const began = performance.now()
    await expect(producer.send([{ topic: `${prefix}nowhere`, key: 'k', value: 'x' }])).rejects.not.toBeInstanceOf(RefusedRecord)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('with a transactional id fences an older one from the moment it is open', async () => {
    const topic = await newTopic()
    const id = randomUUID()
    const older = await newProducer(id)
    await older.send(values(topic, 1, 2))
    const newer = await newProducer(id)
    await expect(older.send(values(topic, 100, 101))).rejects.toThrow()
    expect(await newer.send(values(topic, 3, 4))).toMatchObject([{ topic, partition: 0 }])
    const { records } = reading(topic)
    await eventually(() => expect(textOf(records)).toEqual(upTo(4)))
  })
})

describe('a consumer', () => {
  it('begins at the first record, goes on where the group has committed, and commits only what is done', async () => {
    const topic = await newTopic()
    const producer = await newProducer()
    await producer.send(values(topic, 1, 10))
    const first = member(topic, 'goes-on')
    await eventually(() => expect(first.seen).toEqual(upTo(10)))
    expect(first.consumer.health()).toEqual({ ready: true })
    await first.consumer.close()
    expect(await kafka.committedOffsets(`${prefix}goes-on`, topic)).toEqual(new Map([[0, 10n]]))
    await producer.send(values(topic, 11, 12))
    const second = member(topic, 'goes-on')
    await eventually(() => expect(second.seen).toEqual(upTo(12, 11)))
  })

  it('hands over at most a batch at a time', async () => {
    const topic = await newTopic()
    await (await newProducer()).send(values(topic, 1, 25))
    const { seen, batches } = member(topic, 'batches', () => 'done', { batch: 10 })
    await eventually(() => expect(seen).toEqual(upTo(25)))
    expect(Math.max(...batches)).toBe(10)
  })

  it('delivers again after a pause, commits nothing meanwhile, and goes on with other partitions', async () => {
    const topic = await newTopic(2)
    const producer = await newProducer()
    await producer.send([{ topic, key: 'a', value: 'paused', partition: 0 }])
    let faults = 2
    const { seen } = member(topic, 'pauses', (records) => (records[0]!.partition === 0 && faults-- > 0 ? { pauseMs: 300 } : 'done'))
    await eventually(() => expect(faults).toBe(1))
    await producer.send([{ topic, key: 'b', value: 'flows', partition: 1 }])
    await eventually(() => expect(seen).toEqual(['flows', 'paused']))
    expect(faults).toBeLessThanOrEqual(0)
  })

  it('delivers nothing more of a partition after stop, and a later member gets it', async () => {
    const topic = await newTopic()
    await (await newProducer()).send(values(topic, 1, 3))
    const first = member(topic, 'stops', () => 'stop')
    await eventually(() => expect(first.batches).toHaveLength(1))
    await first.consumer.close()
    expect(first.batches).toHaveLength(1)
    const second = member(topic, 'stops')
    await eventually(() => expect(second.seen).toEqual(upTo(3)))
  })

  it('shares the partitions with a second member, and takes them back when it leaves', async () => {
    const topic = await newTopic(4)
    const producer = await newProducer()
    const everywhere = (value: string) => [0, 1, 2, 3].map((partition) => ({ topic, key: value, value, partition }))
    const one = member(topic, 'shares')
    await producer.send(everywhere('alone'))
    await eventually(() => expect(one.seen).toHaveLength(4))
    const two = member(topic, 'shares')
    await eventually(async () => {
      await producer.send(everywhere('together'))
      expect(two.seen.length).toBeGreaterThan(0)
      expect(one.seen.filter((value) => value === 'together').length).toBeGreaterThan(0)
    })
    await two.consumer.close()
    await producer.send(everywhere('left'))
    await eventually(() => expect(one.seen.filter((value) => value === 'left')).toHaveLength(4))
  })

  it('keeps its membership through a batch that takes longer than the session', async () => {
    const topic = await newTopic()
    await (await newProducer()).send(values(topic, 1, 1))
    let deliveries = 0
    const { seen, consumer } = member(topic, 'slow', async () => {
      deliveries += 1
      await new Promise((resolve) => setTimeout(resolve, 7_000))
      return 'done' as const
    })
    await eventually(() => expect(seen).toEqual(['1']), { timeout: 20_000 })
    expect(deliveries).toBe(1)
    expect(consumer.health()).toEqual({ ready: true })
    await eventually(async () => expect(await kafka.committedOffsets(`${prefix}slow`, topic)).toEqual(new Map([[0, 1n]])))
  })

  it('knows where it stands, also behind the markers of transactions', async () => {
    const topic = await newTopic()
    await (await newProducer(randomUUID())).send(values(topic, 1, 2))
    // The end of a transaction is written a moment after it was committed.
    const end = await eventually(async () => {
      const now = (await kafka.endOffsets(topic)).get(0)!
      expect(now).toBeGreaterThan(2n)
      return now
    })
    let next = 0n
    member(topic, 'stands', () => 'done', { onPosition: (position: { next: bigint }) => (next = position.next) })
    await eventually(() => expect(next).toBe(end))
  })

  it('waits for a topic that does not exist yet, and says so', async () => {
    topicNumber += 1
    const topic = `${prefix}client-${topicNumber}`
    const { consumer, seen } = member(topic, 'waits')
    await eventually(() => expect(consumer.health()).toMatchObject({ ready: false, reason: expect.stringMatching(/topic/i) }))
    await kafka.createTopics([{ topic, partitions: 1, config: {} }])
    await eventually(async () => (await newProducer()).send(values(topic, 1, 1)))
    await eventually(() => expect(seen).toEqual(['1']))
  })

  it('gathers what follows upon something, but is given the first record at once', async () => {
    const topic = await newTopic()
    const { consumer, seen } = member(topic, 'gathers', () => 'done', { gatherMs: 10_000 })
    await eventually(() => expect(consumer.health()).toEqual({ ready: true }))
    const sender = await newProducer()
    await sender.send(values(topic, 1, 1))
    await eventually(() => expect(seen).toEqual(['1']), { timeout: 7_000 })
  })

  it('gathers nothing because of a topic on which one record announces no other', async () => {
    const topic = await newTopic()
    const { consumer, seen } = member(topic, 'singly', () => 'done', { gatherMs: 30_000, singly: [topic] })
    await eventually(() => expect(consumer.health()).toEqual({ ready: true }))
    const sender = await newProducer()
    for (const n of [1, 2, 3]) {
      await sender.send(values(topic, n, n))
      await eventually(() => expect(seen).toEqual(upTo(n)))
    }
  })

  it('is rewound only while its group is at rest', async () => {
    const topic = await newTopic()
    await (await newProducer()).send(values(topic, 1, 3))
    const first = member(topic, 'rewinds')
    await eventually(() => expect(first.seen).toHaveLength(3))
    await expect(kafka.rewind(`${prefix}rewinds`, topic)).rejects.toThrow()
    await first.consumer.close()
    await kafka.rewind(`${prefix}rewinds`, topic)
    const second = member(topic, 'rewinds')
    await eventually(() => expect(second.seen).toEqual(upTo(3)))
  })
})

it('takes the brokers as one text too', async () => {
  const topic = await newTopic()
  expect(await connectKafka({ brokers: `${brokers},127.0.0.1:1`, clientId: 'test' }).partitionsOf([topic, `${prefix}nowhere`])).toEqual(
    new Map([[topic, 1]]),
  )
})

it('the cure of the 1 ms timer sits on a method that the client has', () => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js')
  expect(prototype.scheduleCheckPendingRequests.name).toBe('scheduleIfPending')
  const queue = Object.create(prototype, { pending: { value: [] }, throttleCheckTimeoutId: { value: null, writable: true } })
  queue.scheduleCheckPendingRequests()
  expect(queue.throttleCheckTimeoutId).toBeNull()
})
