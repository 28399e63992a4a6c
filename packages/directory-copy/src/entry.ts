import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { directoryEvents } from '@yiwang/contracts'

/** A thing of the directory; one that was retired stays known by its id and is in no list. */
export type Entry<Value> = Value & { readonly retiredAt?: Date }

export type Area = Entry<directoryEvents.Area>
export type Unit = Entry<directoryEvents.Unit>
export type Post = Entry<directoryEvents.Post>
export type Staff = Entry<directoryEvents.Staff>
export type MatterType = Entry<directoryEvents.MatterType>
export type Ladder = Entry<directoryEvents.Ladder>
export type Compound = Entry<directoryEvents.Compound>

export type Level = 'GRID' | 'COMMUNITY' | 'STREET' | 'DISTRICT'

export const isCurrent = ({ retiredAt }: { readonly retiredAt?: Date }): boolean => retiredAt === undefined

export function entryOf<Value extends object>(value: Value, { retiredAt }: directoryEvents.Change): Entry<Value> {
  return retiredAt ? Object.assign(value, { retiredAt: timestampDate(retiredAt) }) : value
}
