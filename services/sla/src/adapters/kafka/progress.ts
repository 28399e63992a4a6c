import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { dispatchEvents } from '@yiwang/contracts'
import { PermanentError } from '@yiwang/messaging'
import type { ProgressRecord } from '../db/watermarks.ts'

export function progressOf({ partition, offset, at }: dispatchEvents.Progress): ProgressRecord {
  if (!at) throw new PermanentError('the progress has no instant')
  return { part: partition, offset: String(offset), at: timestampDate(at) }
}
