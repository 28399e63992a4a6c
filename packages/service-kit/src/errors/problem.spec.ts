import { NotFoundException } from '@nestjs/common'
import { grpcStatus, grpcStatusOf } from './grpc-status.ts'
import { answerTo } from './problem.ts'
import { RequestError } from './request-problems.ts'
import { type ProblemTable, ServiceError } from './service-error.ts'

const table = { 'lift-stuck': { status: 409, title: 'The lift is stuck', retryAfter: 30 } } as const satisfies ProblemTable
class LiftError extends ServiceError<keyof typeof table> {}

const fromFastify = (statusCode: number, code: string) => Object.assign(new Error('said by fastify'), { statusCode, code })
const fromPostgres = (code: string) => Object.assign(new Error('said by PostgreSQL'), { code, severity: 'ERROR' })

describe('a problem', () => {
  it('has the code of the service’s own error, its title, and what to do', () => {
    const { problem, headers, unforeseen } = answerTo(new LiftError('lift-stuck', 'Take the stairs.', { extra: { by: 'p1' } }), table)
    expect(problem).toEqual({
      type: 'urn:yiwang:problem:lift-stuck',
      title: 'The lift is stuck',
      status: 409,
      detail: 'Take the stairs.',
      by: 'p1',
    })
    expect(headers).toEqual({ 'retry-after': '30' })
    expect(unforeseen).toBe(false)
  })

  it.each([
    ['no token', new RequestError('unauthenticated', ''), 401, 'unauthenticated', grpcStatus.UNAUTHENTICATED],
    ['a bad token', new RequestError('invalid-token', ''), 401, 'invalid-token', grpcStatus.UNAUTHENTICATED],
    ['a caller who may not', new RequestError('forbidden', ''), 403, 'forbidden', grpcStatus.PERMISSION_DENIED],
    ['an unknown path', new NotFoundException(), 404, 'not-found', grpcStatus.NOT_FOUND],
    ['a conflict', new RequestError('conflict', ''), 409, 'conflict', grpcStatus.FAILED_PRECONDITION],
    ['an old version', new RequestError('version-changed', ''), 412, 'version-changed', grpcStatus.ABORTED],
    ['a body that is no JSON', fromFastify(400, 'FST_ERR_CTP_INVALID_JSON_BODY'), 400, 'malformed-json', grpcStatus.INVALID_ARGUMENT],
    ['an empty body', fromFastify(400, 'FST_ERR_CTP_EMPTY_JSON_BODY'), 400, 'malformed-json', grpcStatus.INVALID_ARGUMENT],
    ['a body that is too large', fromFastify(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 413, 'body-too-large', grpcStatus.RESOURCE_EXHAUSTED],
    ['another media type', fromFastify(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'), 415, 'unsupported-media-type', grpcStatus.INVALID_ARGUMENT],
    ['a rule', new RequestError('refused-by-rule', ''), 422, 'refused-by-rule', grpcStatus.FAILED_PRECONDITION],
    ['too many requests', new RequestError('too-many-requests', ''), 429, 'too-many-requests', grpcStatus.RESOURCE_EXHAUSTED],
    ['a deadlock', fromPostgres('40P01'), 503, 'unavailable', grpcStatus.UNAVAILABLE],
    ['a bug', new TypeError('x is undefined'), 500, 'internal', grpcStatus.INTERNAL],
    ['a broken constraint', fromPostgres('23505'), 500, 'internal', grpcStatus.INTERNAL],
    ['an error of a code that no table has', new ServiceError('nowhere', ''), 500, 'internal', grpcStatus.INTERNAL],
    ['what is no error at all', 'thrown text', 500, 'internal', grpcStatus.INTERNAL],
  ])('says of %s what it is', (_, thrown, status, code, grpc) => {
    const { problem } = answerTo(thrown, table)
    expect(problem.type).toBe(`urn:yiwang:problem:${code}`)
    expect(problem.status).toBe(status)
    expect(grpcStatusOf(problem.status)).toBe(grpc)
  })

  it('gives nothing of an unforeseen fault away', () => {
    const { problem, unforeseen } = answerTo(new Error('password of Zhang San is 123456'), table)
    expect(JSON.stringify(problem)).not.toContain('Zhang San')
    expect(unforeseen).toBe(true)
  })

  it('names an error in WWW-Authenticate only if there was a token', () => {
    expect(answerTo(new RequestError('unauthenticated', ''), {}).headers['www-authenticate']).toBe('Bearer realm="yiwang"')
    expect(answerTo(new RequestError('invalid-token', ''), {}).headers['www-authenticate']).toContain('error="invalid_token"')
  })
})
