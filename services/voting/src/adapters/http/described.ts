import { applyDecorators } from '@nestjs/common'
import { PROBLEM_MEDIA_TYPE } from '@yiwang/service-kit'
import { ApiOperation, ApiResponse } from '@yiwang/service-kit/openapi'

/** Problems beside those that every operation may answer with. */
const PROBLEMS = {
  404: 'There is no such thing, or the caller may not see it',
  409: 'As the decision is now nobody may do this',
  412: 'It was changed since the version in If-Match',
  422: 'A rule refuses it; `type` says which',
} as const

const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }

/** What an operation does, in a sentence, and how it may refuse. */
export const Described = (summary: string, ...statuses: (keyof typeof PROBLEMS)[]) =>
  applyDecorators(ApiOperation({ summary }), ...statuses.map((status) => ApiResponse({ status, description: PROBLEMS[status], content })))
