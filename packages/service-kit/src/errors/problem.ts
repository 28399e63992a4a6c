import { HttpException } from '@nestjs/common'
import { isTransient } from '@yiwang/database'
import { RequestError, type RequestProblem, requestProblems } from './request-problems.ts'
import { type Fault, type ProblemTable, type ProblemType, ServiceError } from './service-error.ts'

/** A problem as RFC 9457 writes it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly Fault[]
  readonly [member: string]: unknown
}

export interface Answer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
  /** Nobody foresaw it: a person has to look. */
  readonly unforeseen: boolean
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'
export const problemUrn = (code: string): string => `urn:yiwang:problem:${code}`

/** The answer to whatever was thrown, from the service's table and the one that all services have. */
export function answerTo(thrown: unknown, table: ProblemTable): Answer {
  const error = thrown instanceof ServiceError ? thrown : foreseen(thrown)
  const type: ProblemType | undefined = error && (table[error.code] ?? requestProblems[error.code as RequestProblem])
  if (!error || !type) return { problem: internal, headers: {}, unforeseen: true }
  const retryAfter = error.retryAfter ?? type.retryAfter
  return {
    problem: {
      ...error.extra,
      type: problemUrn(error.code),
      title: type.title,
      status: type.status,
      detail: error.detail,
      ...(error.errors && { errors: error.errors }),
    },
    headers: {
      ...(type.status === 401 && { 'www-authenticate': challenge(error.code) }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    unforeseen: type.status >= 500 && type.status !== 503,
  }
}

/** RFC 6750: the error is named only if there was a token. */
const challenge = (code: string): string => `Bearer realm="yiwang"${code === 'invalid-token' ? ', error="invalid_token"' : ''}`

const internal: Problem = {
  type: problemUrn('internal'),
  title: requestProblems.internal.title,
  status: 500,
  detail: 'The fault is logged with the trace id of this request. Trying again may help.',
}

/** What Fastify, Nest and the database throw, as problems of ours. */
function foreseen(thrown: unknown): ServiceError | undefined {
  if (thrown instanceof HttpException) return byStatus(thrown.getStatus(), thrown.message)
  if (isTransient(thrown))
    return new RequestError('unavailable', 'Something that this service needs cannot be reached at the moment. Try again.', {
      cause: thrown,
    })
  const { statusCode, code, message } = (thrown ?? {}) as { statusCode?: number; code?: string; message?: string }
  if (typeof statusCode !== 'number' || statusCode >= 500) return undefined
  if (statusCode === 400 && (thrown instanceof SyntaxError || code?.includes('JSON'))) {
    return new RequestError('malformed-json', 'Send a body that is valid JSON.')
  }
  return byStatus(statusCode, message ?? '')
}

const codeByStatus: Readonly<Record<number, RequestProblem>> = {
  400: 'malformed-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  412: 'version-changed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  422: 'refused-by-rule',
  429: 'too-many-requests',
  503: 'unavailable',
}

function byStatus(status: number, detail: string): ServiceError | undefined {
  const code = codeByStatus[status] ?? (status < 500 ? 'malformed-request' : undefined)
  return code && new RequestError(code, detail || requestProblems[code].title)
}
