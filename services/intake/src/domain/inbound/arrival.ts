import type { FieldsCheck } from '../fields.ts'
import type { MappingPack } from '../pack/mapping-pack.ts'
import { type Message, readDraft, readMessage } from '../pack/read-event.ts'
import { Refusal } from '../pack/refusal.ts'
import { type AcceptedDraft, acceptDraft, type Directory } from './accept-draft.ts'

/** A message of a legacy system exactly as it arrived. */
export interface Original {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  /** Text, or a data URL where the bytes are no text. */
  readonly value: string
}

/** One event of a legacy system: who sent it, when it came, and the data in it (undefined: unreadable). */
export interface Arrival {
  readonly system: string
  readonly source: string
  readonly eventId: string
  readonly receivedAt: Date
  readonly original: Original
  readonly data: unknown
}

export type Reading =
  | { readonly kind: 'create'; readonly message: Message; readonly accepted: AcceptedDraft }
  | { readonly kind: 'later'; readonly message: Message }
  | { readonly kind: 'refused'; readonly message?: Message; readonly refusal: Refusal }

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a pack makes of an event. A refusal is an outcome here: nothing that a legacy system sends may stop the others. */
export function readArrival({ data }: Arrival, pack: MappingPack, directory: Directory, fieldsCheck: FieldsCheck): Reading {
  let message: Message | undefined
  try {
    if (!isObject(data)) throw new Refusal('unreadable', '', 'is not a JSON object')
    message = readMessage(pack, data)
    if (message.operation !== 'create') return { kind: 'later', message }
    return { kind: 'create', message, accepted: acceptDraft(readDraft(pack, data), pack, directory, fieldsCheck) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'refused', ...(message && { message }), refusal: error }
  }
}
