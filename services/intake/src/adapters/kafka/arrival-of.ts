import type { ReceivedEvent } from '@yiwang/messaging'
import type { Arrival } from '../../domain/inbound/arrival.ts'
import { eventData } from '../../domain/inbound/event-data.ts'

/** A record of an inbound topic. The topic says which system it is, whatever `ce_source` claims. */
export function arrivalOf(system: string, event: ReceivedEvent, receivedAt: Date): Arrival {
  const { topic, partition, offset, key, headers, raw, source, id } = event
  const original = { topic, partition, offset, key, headers, value: raw }
  return { system, source, eventId: id, receivedAt, original, data: eventData(original) }
}
