import { deadLetterTopic } from '@yiwang/contracts'
import { NotYetKnownError, type OutgoingForeign, PermanentError } from './event.ts'
import type { ToPark } from './inbox-store.ts'

/** What `<topic>.dead` gets: where the event lies and why it could not be applied. Never its content. */
export function deadLetter(consumer: string, topic: string, { event: arrival, reason }: ToPark, at: Date): OutgoingForeign {
  const { event, record, key, subject, sequence } = arrival
  const { partition, offset } = record
  return {
    topic: deadLetterTopic(topic),
    type: 'yiwang.messaging.dead_letter.parked.v1',
    key,
    subject: subject || key,
    area: event.area,
    at,
    value: {
      consumer,
      topic,
      partition,
      offset,
      key,
      subject,
      sequence,
      source: event.source,
      id: event.id,
      type: event.type,
      reason: reason ?? '',
    },
  }
}

/** A reason that may leave the database. The message of an unknown error may quote what it choked on; errors of ours are worded for this. */
export function publicReason(error: unknown): string {
  if (error instanceof PermanentError || error instanceof NotYetKnownError) return error.message
  const { name, code } = error as { name?: string; code?: string }
  return [name ?? 'Error', code].filter(Boolean).join(' ')
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
