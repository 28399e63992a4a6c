import { applyDecorators } from '@nestjs/common'
import { IDEMPOTENCY_KEY_SCHEMA, PROBLEM_MEDIA_TYPE } from '@yiwang/service-kit'
import { ApiHeader, ApiOperation, ApiResponse } from '@yiwang/service-kit/openapi'

/** Problems beside those that every operation may answer with. */
const PROBLEMS = {
  404: 'There is no such thing, or the caller may not see it',
  409: 'The present state does not allow it; `type` says why',
  422: 'A rule refuses it; `type` says which',
} as const

const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }

/** What an operation does, in a sentence, and how it may refuse. */
export const Described = (summary: string, ...statuses: (keyof typeof PROBLEMS)[]) =>
  applyDecorators(ApiOperation({ summary }), ...statuses.map((status) => ApiResponse({ status, description: PROBLEMS[status], content })))

export const IdempotencyKeyHeader = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same for each try of one request; with another body it is refused',
    schema: IDEMPOTENCY_KEY_SCHEMA,
  })
