// What the product writes of the events of a case, straight-line: one transaction a batch and database, and what is told is sent at once.
import { kafka } from './bare.ts'
import { follow, keepDues, register } from './lifecycle-cases.ts'
import { tell, time } from './lifecycle-clocks.ts'
import type { Event, Floor } from './lifecycle-shared.ts'

export async function consumeAll(floor: Floor): Promise<void> {
  const { brokers, prefix } = floor
  const handlers: Record<string, (events: readonly Event[], part: number) => Promise<unknown>> = {
    'intake.matter.v1': (events) => register(floor, events),
    'dispatch.case.v1': (events, part) => Promise.all([follow(floor, events), time(floor, events, part), tell(floor, events)]),
    'sla.clock.v1': (events) => keepDues(floor, events),
  }
  const consumer = kafka(brokers).consumer({ groupId: `${prefix}floor`, maxWaitTimeInMs: 100 })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    console.error(payload.error)
    process.exit(1)
  })
  await consumer.connect()
  await consumer.subscribe({ topics: Object.keys(handlers).map((topic) => prefix + topic), fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets }) => {
      const text = (header: unknown) => String(header)
      const events = batch.messages.map(({ value, headers: h }) => {
        const head = {
          id: text(h!['ce_id']),
          subject: text(h!['ce_subject']),
          sequence: Number(text(h!['ce_sequence'])),
          type: text(h!['ce_type']),
        }
        return { ...head, value: JSON.parse(text(value)) }
      })
      await handlers[batch.topic.slice(prefix.length)]!(events, batch.partition)
      resolveOffset(batch.lastOffset())
      await commitOffsetsIfNecessary(uncommittedOffsets())
    },
  })
}
