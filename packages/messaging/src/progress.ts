import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { dispatchEvents, EventType, Topic } from '@yiwang/contracts'
import { outgoing } from './event.ts'
import type { Kafka, Producer, RecordToSend, Written } from './kafka.ts'
import type { Outbox } from './outbox.ts'
import { sequenceHeader } from './relay-session.ts'
import type { Clock } from './telemetry.ts'
import { wallClock } from './wall-clock.ts'

/** A command takes its instant and commits within this time, in real milliseconds. */
const IN_FLIGHT_MS = 500
const TELL_EVERY_MS = 250
const SEQUENCE_STEP_MS = 250
const SEQUENCE_ORIGIN = Date.UTC(2020, 0, 1)

export interface ProgressOptions {
  /** The topic whose progress is told. */
  readonly of: Topic
  /** As what it is told, and so on which compacted topic. */
  readonly as: EventType<typeof dispatchEvents.ProgressSchema>
  readonly clock: Clock
  /** In real milliseconds, not below 250: how late a rung may be told because of it. */
  readonly everyMs?: number
}

/**
 * Tells how far a topic is published: everything committed before `at` lies before `offset`. For each partition, and only
 * after a read that found nothing older left; so a relay that stands still tells nothing, and whoever waits for it holds back.
 */
export class Progress {
  private readonly offsets = new Map<number, bigint>()
  private readonly outbox: Outbox
  private readonly event: ProgressOptions['as']
  private readonly clock: Clock
  private readonly everyMs: number
  private toldAt = Number.NEGATIVE_INFINITY
  readonly topic: string

  constructor({ of, as, clock, everyMs = TELL_EVERY_MS }: ProgressOptions, outbox: Outbox) {
    this.topic = outbox.topicPrefix + of.name
    this.event = as
    this.clock = clock
    this.everyMs = everyMs
    this.outbox = outbox
  }

  /** At the start of a leadership, with the lock in hand: all that earlier leaders forgot lies before these offsets. */
  async begin(kafka: Kafka): Promise<void> {
    this.offsets.clear()
    for (const [partition, end] of await kafka.endOffsets(this.topic)) this.offsets.set(partition, end)
  }

  /** To be taken before the read that finds nothing older left. */
  asOf(): Date {
    return new Date(this.clock.now().getTime() - IN_FLIGHT_MS * this.clock.speed)
  }

  published(written: readonly Written[]): void {
    for (const { topic, partition, nextOffset } of written) if (topic === this.topic) this.offsets.set(partition, nextOffset)
  }

  /** Milliseconds until it is to be told again; not above 0: now. */
  dueInMs(): number {
    return this.toldAt + this.everyMs - performance.now()
  }

  async tell(producer: Producer, at: Date): Promise<void> {
    this.toldAt = performance.now()
    await producer.send([...this.offsets].map(([partition, offset]) => this.record(partition, offset, at)))
  }

  private record(partition: number, offset: bigint, at: Date): RecordToSend {
    const { topic, key, subject, headers, value } = this.outbox.encode(
      outgoing({
        event: this.event,
        key: String(partition),
        subject: String(partition),
        area: this.outbox.source.split('/')[2] ?? '',
        at,
        value: { partition, at: timestampFromDate(at), offset },
      }),
    )
    return { topic, key, value, headers: { ...headers, ce_subject: subject, ce_sequence: sequenceHeader(progressSequence()) } }
  }
}

/** Rises with real time, so that no counter has to outlive the leader: quarters of a second since 2020, enough until 2037. */
const progressSequence = () => Math.floor((wallClock.now().getTime() - SEQUENCE_ORIGIN) / SEQUENCE_STEP_MS)
