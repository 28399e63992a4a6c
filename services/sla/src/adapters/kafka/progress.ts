import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { dispatchEvents } from '@yiwang/contracts'
import { PermanentError } from '@yiwang/messaging'
import { partOfCases } from '../../domain/parts.ts'
import type { ProgressRecord } from '../db/watermarks.ts'

export function progressOf({ partition, offset, at }: dispatchEvents.Progress, partOf = partOfCases): ProgressRecord {
  if (!at) throw new PermanentError('the progress has no instant')
  return { part: partOf(partition), offset: String(offset), at: timestampDate(at) }
}
