import { setTimeout as sleep } from 'node:timers/promises'
import type { Topic } from '@yiwang/contracts'
import { arrive } from './arrival.ts'
import { reasonOf } from './dead-letter.ts'
import type { ReceivedEvent } from './event.ts'
import type { Consumer, Kafka, KafkaRecord, Position, Verdict } from './kafka.ts'
import { toText } from './record-text.ts'
import { type Subscription, schemaOf } from './subscription.ts'
import { type Log, silentLog } from './telemetry.ts'

export interface CompactedReaderOptions {
  readonly kafka: Kafka
  readonly topics: readonly Topic[]
  readonly prefix: string
  /** Of this process alone: nothing is committed, each start reads everything. */
  readonly group: string
  /** Events of one partition, in order; of each subject none that is older than what was handed over. */
  onEvents(events: readonly ReceivedEvent[]): void | Promise<void>
  readonly log?: Log
}

const TRY_AGAIN_MS = 500

/** Reads compacted topics whole into memory, then follows them. */
export const readCompacted = (options: CompactedReaderOptions): CompactedReader => new CompactedReader(options)

export class CompactedReader {
  /** Once everything that was there at the start has been handed over. */
  readonly ready: Promise<void>
  private readonly options: CompactedReaderOptions
  private readonly log: Log
  private readonly sources: ReadonlyMap<string, Pick<Subscription, 'topic' | 'kind' | 'schema'>>
  /** Of each partition that is not read that far, the end that it had at the start. */
  private readonly ends = new Map<string, bigint>()
  /** The last number handed over of each subject of each topic: after a loss of the broker everything comes again from the beginning. */
  private readonly numbers: ReadonlyMap<string, Map<string, number>>
  private readonly consumer: Promise<Consumer | undefined>
  private running: Consumer | undefined
  private isReady = false
  private stopped = false
  private readonly settle: () => void

  constructor(options: CompactedReaderOptions) {
    this.options = options
    this.log = options.log ?? silentLog
    this.sources = new Map(
      options.topics.map(({ name }) => [options.prefix + name, { topic: name, kind: 'compacted', schema: schemaOf(name) }]),
    )
    this.numbers = new Map(options.topics.map(({ name }) => [name, new Map()]))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ready = promise
    this.settle = resolve
    this.consumer = this.start()
  }

  health(): { ready: boolean; reason?: string } {
    if (!this.isReady) return { ready: false, reason: 'not yet read to the end' }
    return this.running?.health() ?? { ready: false, reason: 'not yet started' }
  }

  async stop(): Promise<void> {
    this.stopped = true
    await (await this.consumer)?.close()
  }

  private async start(): Promise<Consumer | undefined> {
    const { kafka, group } = this.options
    await this.learnEnds()
    if (this.stopped) return undefined
    this.readyIfRead()
    this.running = kafka.consume({
      group,
      topics: [...this.sources.keys()],
      commit: false,
      onRecords: (records) => this.take(records),
      onPosition: (position) => this.noted(position),
    })
    return this.running
  }

  private async learnEnds(): Promise<void> {
    while (!this.stopped) {
      try {
        for (const name of this.sources.keys()) {
          for (const [partition, end] of await this.options.kafka.endOffsets(name)) if (end > 0n) this.ends.set(`${name}/${partition}`, end)
        }
        return
      } catch (error) {
        this.log.warn({ reason: reasonOf(error) }, 'the compacted topics are not there yet')
        await sleep(TRY_AGAIN_MS)
      }
    }
  }

  private async take(records: readonly KafkaRecord[]): Promise<Verdict> {
    const source = this.sources.get(records[0]!.topic)!
    const arrivals = records.map((record) => arrive(source, toText(record)))
    for (const { event, fault, record } of arrivals) {
      const where = { topic: source.topic, offset: record.offset, id: event.id }
      if (fault) this.log.error({ ...where, reason: fault }, 'an event of a compacted topic cannot be read')
    }
    const fresh = this.newer(arrivals.filter(({ fault }) => fault === undefined).map(({ event }) => event))
    try {
      await this.options.onEvents(fresh)
      for (const { topic, subject, sequence } of fresh) this.numbers.get(topic)!.set(subject, sequence)
      return 'done'
    } catch (error) {
      this.log.error({ topic: source.topic, reason: reasonOf(error) }, 'events of a compacted topic could not be taken over')
      return { pauseMs: 1_000 }
    }
  }

  private newer(events: readonly ReceivedEvent[]): ReceivedEvent[] {
    const reached = new Map<string, number>()
    return events.filter(({ topic, subject, sequence }) => {
      const isNewer = sequence > (reached.get(subject) ?? this.numbers.get(topic)!.get(subject) ?? 0)
      if (isNewer) reached.set(subject, sequence)
      return isNewer
    })
  }

  private noted({ topic, partition, next }: Position): void {
    const place = `${topic}/${partition}`
    if (next >= (this.ends.get(place) ?? 0n)) this.ends.delete(place)
    this.readyIfRead()
  }

  private readyIfRead(): void {
    if (this.ends.size > 0) return
    this.isReady = true
    this.settle()
  }
}
