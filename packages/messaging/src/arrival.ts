import { createHash } from 'node:crypto'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type CloudEvent, readCloudEvent } from './cloud-event.ts'
import type { ReceivedEvent } from './event.ts'
import type { Numbered } from './place.ts'
import type { TextRecord } from './record-text.ts'
import type { Subscription } from './subscription.ts'

/** A record together with what could be read of it. */
export interface Arrival extends Numbered {
  readonly record: TextRecord
  readonly event: ReceivedEvent
  /** Why it can never be applied as it is. */
  readonly fault?: string
}

/** Reads a record of a subscription. Never throws: what cannot be read is an arrival with a fault. */
export function arrive({ topic, kind, schema }: Pick<Subscription, 'topic' | 'kind' | 'schema'>, record: TextRecord): Arrival {
  const cloudEvent = readCloudEvent(record)
  const event = eventOf(topic, record, cloudEvent)
  // Behind a record without a key nothing waits but itself.
  const key = indexable(record.key ?? `${record.partition}/${record.offset}`)
  if (!schema || kind === 'foreign') return { record, event: { ...event, sequence: 0 }, key, subject: event.subject, sequence: 0 }

  const { subject, sequence } = event
  const unreadable = missingAttribute(event)
  if (unreadable) return { record, event, key, subject, sequence: 0, fault: unreadable }
  try {
    if (cloudEvent.data === undefined) return { record, event, key, subject, sequence, fault: 'the value is not JSON' }
    const value = fromJson(schema, cloudEvent.data as JsonValue, { ignoreUnknownFields: true })
    return { record, event: { ...event, value }, key, subject, sequence }
  } catch (error) {
    return { record, event, key, subject, sequence, fault: `the value is no ${schema.typeName}: ${placeOf(error as Error)}` }
  }
}

/** Whether the handler is for it. What cannot be read is everybody's. */
export const concerns = ({ only }: Pick<Subscription, 'only'>, { fault, event }: Arrival): boolean =>
  fault !== undefined || !only || only(event)

/** Which field cannot be decoded, without what the decoder quotes of its value: a fault is published as the reason of a dead letter. */
const placeOf = ({ message }: Error): string => message.replace(/ from JSON\b.*$/s, '')

function eventOf(topic: string, record: TextRecord, { attributes, data }: CloudEvent): ReceivedEvent {
  const { partition, offset, headers, key, value } = record
  const attribute = (name: string) => attributes.get(name) ?? ''
  const type = attribute('type')
  const id = attribute('id')
  const traceparent = attributes.get('traceparent')
  return {
    topic,
    partition,
    offset,
    id: (/\S/.test(id) && indexable(id)) || `${topic}/${partition}/${offset}`,
    type,
    fact: factOf(type),
    source: indexable(attribute('source')),
    subject: attribute('subject'),
    key: key ?? '',
    sequence: /^\d{1,10}$/.test(attribute('sequence')) ? Number(attribute('sequence')) : 0,
    area: attribute('area'),
    time: new Date(attribute('time')),
    value: data,
    headers: traceparent === undefined || headers['ce_traceparent'] === traceparent ? headers : { ...headers, ce_traceparent: traceparent },
    raw: value ?? '',
  }
}

/** The word before the version: `yiwang.dispatch.case.handed_over.v1`. */
function factOf(type: string): string {
  const end = type.lastIndexOf('.')
  return end < 0 ? '' : type.slice(type.lastIndexOf('.', end - 1) + 1, end)
}

/** No index takes a key of more than some 2,700 bytes; others may write what they like. */
const indexable = (text: string) => (text.length <= 500 ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`)

const MAX_SEQUENCE = 2_147_483_647

/** Own events are told apart by these. */
function missingAttribute({ type, subject, sequence, time }: ReceivedEvent): string | undefined {
  if (!type) return 'no readable ce_type'
  if (!subject) return 'no readable ce_subject'
  if (sequence < 1 || sequence > MAX_SEQUENCE) return 'no readable ce_sequence'
  if (Number.isNaN(time.getTime())) return 'no readable ce_time'
  return undefined
}
