import type { Topic } from '@yiwang/contracts'
import { arrive } from './arrival.ts'
import { reasonOf } from './dead-letter.ts'
import type { ReceivedEvent } from './event.ts'
import type { Kafka, KafkaRecord, Verdict } from './kafka.ts'
import { toText } from './record-text.ts'
import { schemaOf } from './subscription.ts'
import { type Log, silentLog } from './telemetry.ts'

export interface CompactedReaderOptions {
  readonly kafka: Kafka
  readonly topics: readonly Topic[]
  readonly prefix: string
  /** Of this process alone: nothing is committed, each start reads everything. */
  readonly group: string
  /** Events of one partition, in order. After a loss of the broker everything may come again from the beginning. */
  onEvents(events: readonly ReceivedEvent[]): void | Promise<void>
  readonly log?: Log
}

export interface CompactedReader {
  /** Once everything that was there at the start has been handed over. */
  readonly ready: Promise<void>
  health(): { ready: boolean; reason?: string }
  stop(): Promise<void>
}

const TRY_AGAIN_MS = 500

/** Reads compacted topics whole into memory, then follows them. */
export function readCompacted({ kafka, topics, prefix, group, onEvents, log = silentLog }: CompactedReaderOptions): CompactedReader {
  const byName = new Map(
    topics.map((topic) => [prefix + topic.name, { topic: topic.name, kind: 'compacted' as const, schema: schemaOf(topic.name) }]),
  )
  const expected = new Map<string, bigint>()
  let stopped = false
  let isReady = false
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  const settle = () => {
    if (expected.size > 0 || isReady) return
    isReady = true
    resolve()
  }

  /** What lies before these offsets is read before `ready`. */
  async function learnEnds(): Promise<void> {
    for (const name of byName.keys()) {
      for (const [partition, end] of await kafka.endOffsets(name)) if (end > 0n) expected.set(`${name}/${partition}`, end)
    }
  }

  async function onRecords(records: readonly KafkaRecord[]): Promise<Verdict> {
    const source = byName.get(records[0]!.topic)!
    const arrivals = records.map((record) => arrive(source, toText(record)))
    for (const { event, fault, record } of arrivals) {
      if (fault)
        log.error(
          { topic: source.topic, offset: record.offset, id: event.id, reason: fault },
          'an event of a compacted topic cannot be read',
        )
    }
    try {
      await onEvents(arrivals.filter(({ fault }) => fault === undefined).map(({ event }) => event))
      return 'done'
    } catch (error) {
      log.error({ topic: source.topic, reason: reasonOf(error) }, 'events of a compacted topic could not be taken over')
      return { pauseMs: 1_000 }
    }
  }

  const consumer = (async () => {
    while (!stopped) {
      try {
        expected.clear()
        await learnEnds()
        break
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'the compacted topics are not there yet')
        await new Promise((done) => setTimeout(done, TRY_AGAIN_MS))
      }
    }
    settle()
    if (stopped) return undefined
    return kafka.consume({
      group,
      topics: [...byName.keys()],
      commit: false,
      onRecords,
      onPosition: ({ topic, partition, next }) => {
        const place = `${topic}/${partition}`
        if (next >= (expected.get(place) ?? 0n)) expected.delete(place)
        settle()
      },
    })
  })()

  let running: Awaited<typeof consumer>
  void consumer.then((started) => {
    running = started
  })
  return {
    ready,
    health: () => {
      if (!isReady) return { ready: false, reason: 'not yet read to the end' }
      return running?.health() ?? { ready: false, reason: 'not yet started' }
    },
    stop: async () => {
      stopped = true
      await (await consumer)?.close()
    },
  }
}
