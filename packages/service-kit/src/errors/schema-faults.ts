import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Fault } from './service-error.ts'

/** Where each issue of a schema lies, as JSON pointers (RFC 6901). */
export function faultsOf(issues: readonly StandardSchemaV1.Issue[]): Fault[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
    const unknownKeys = (issue as { code?: string; keys?: string[] }).keys
    if ((issue as { code?: string }).code === 'unrecognized_keys' && unknownKeys) {
      return unknownKeys.map((key) => ({ pointer: pointerTo([...path, key]), detail: 'There is no such field.' }))
    }
    return [{ pointer: pointerTo(path), detail: issue.message }]
  })
}

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
