import { type ProblemTable, ServiceError } from './service-error.ts'

/** Problems that any service may answer with. */
export const requestProblems = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-request': { status: 400, title: 'The request is not as the schema says' },
  'invalid-page-token': { status: 400, title: 'The page token is not valid for this list' },
  'idempotency-key-required': { status: 400, title: 'The header Idempotency-Key is required' },
  'invalid-idempotency-key': { status: 400, title: 'The header Idempotency-Key is not usable' },
  'invalid-if-match': { status: 400, title: 'The header If-Match is not usable' },
  unauthenticated: { status: 401, title: 'An access token is required' },
  'invalid-token': { status: 401, title: 'The access token is not valid' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'not-found': { status: 404, title: 'There is no such thing, or the caller may not see it' },
  'method-not-allowed': { status: 405, title: 'The resource does not take this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  'version-changed': { status: 412, title: 'It was changed since it was read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'refused-by-rule': { status: 422, title: 'A rule refuses this' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used with another body' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'too-many-requests': { status: 429, title: 'Too many requests are in flight', retryAfter: 1 },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Something that is needed is not there at the moment', retryAfter: 1 },
} as const satisfies ProblemTable

export type RequestProblem = keyof typeof requestProblems

/** A problem that is the same in every service. */
export class RequestError extends ServiceError<RequestProblem> {}
