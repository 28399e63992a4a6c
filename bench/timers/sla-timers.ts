import { topics } from '@yiwang/contracts'
import { openDatabase, sql } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { compacted, type Kafka, Outbox, own, silentLog, startConsumer } from '@yiwang/messaging'
import { messagingTelemetry } from '@yiwang/service-kit'
import { Calendars } from '../../services/sla/src/adapters/calendars.ts'
import { ClockStore } from '../../services/sla/src/adapters/db/clock-store.ts'
import { SWEEPS_AT_ONCE, Sweep } from '../../services/sla/src/adapters/db/sweep.ts'
import { Watermarks } from '../../services/sla/src/adapters/db/watermarks.ts'
import { progressOf } from '../../services/sla/src/adapters/kafka/progress.ts'
import { FoldBatch } from '../../services/sla/src/fold-batch.ts'
import { FollowCases } from '../../services/sla/src/follow-cases.ts'
import { officeCalendar, progressEvent, reclassifiedEvent, registeredEvent, withdrawnEvent } from './entries.ts'
import { type EventToDeliver, MemoryBus } from './memory-bus.ts'
import type { TimerSystem, Work } from './timer-system.ts'

/** A case has two deadlines. */
const casesOf = (ids: readonly string[]): string[] => ids.filter((_, n) => n % 2 === 0)

/** Our path: the record of an entry, the consumer, the clocks, the sweep, the row in the outbox. */
export async function openSlaTimers(url: string): Promise<TimerSystem> {
  const database = openDatabase({ url, applicationName: 'bench-sla' })
  const outbox = new Outbox({ source: '/districts/500105/sla', topicPrefix: '' })
  const clock = { now: () => new Date(), speed: 1 }
  const watermarks = new Watermarks()
  const follow = new FollowCases(new FoldBatch(new ClockStore(), new Calendars(DirectoryCopy.of([officeCalendar])), outbox, clock))
  const sweep = new Sweep(database, outbox, 'sla')
  const bus = new MemoryBus()
  const consumer = startConsumer({
    kafka: bus as unknown as Kafka,
    group: 'sla',
    database,
    outbox,
    clock,
    log: { ...silentLog, error: console.error, warn: console.error },
    telemetry: messagingTelemetry(),
    subscriptions: [
      own(topics.dispatchCase, (tx, events) => follow.apply(tx, events as never), {
        onApplied: (tx, partition, nextOffset) => watermarks.applied(tx, partition, nextOffset),
      }),
      compacted(topics.dispatchProgress, (tx, events) =>
        watermarks.progressed(
          tx,
          events.map(({ value }) => progressOf(value as never)),
        ),
      ),
    ],
  })
  while (!consumer.health().ready) await new Promise(setImmediate)
  const deliver = (events: readonly EventToDeliver[]): Work => {
    const partitions = bus.partitionsWith(events)
    return () => bus.deliver(partitions)
  }
  return {
    name: 'sla',
    schedule: (ids) => deliver(casesOf(ids).map(registeredEvent)),
    cancel: (ids) => deliver(casesOf(ids).map(withdrawnEvent)),
    move: (ids) => deliver(casesOf(ids).map(reclassifiedEvent)),
    fire: async () => {
      await database.run(sql`update watermark set applied = 1000000000`)
      const known = deliver([0, 1, 2, 3].map(progressEvent))
      // As the loop of the service does while much is due.
      const worker = async () => {
        while ((await sweep.fire(clock.now())).rungs > 0);
      }
      return async () => {
        await known()
        await Promise.all(Array.from({ length: SWEEPS_AT_ONCE }, worker))
      }
    },
    check: async (fired) => {
      const row = await database.one<{ n: number }>(
        sql`select count(*)::int as n from messaging.outbox where topic = ${topics.slaEscalation.name}`,
      )
      if (row?.n !== fired) throw new Error(`${row?.n} of ${fired} deadlines fired`)
    },
    close: async () => {
      await consumer.stop()
      await database.close()
    },
  }
}
