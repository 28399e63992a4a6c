import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors/request-problems.ts'

/** JSON is the only body that is read, unless a service adds another; its size is bounded. */
export function readJsonBodies(fastify: FastifyInstance, bodyLimit: number): void {
  const parse = fastify.getDefaultJsonParser('error', 'error')
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body: string, done) =>
    parse(request, body, (error, value) => {
      if (error) done(new RequestError('malformed-json', 'Send a body that is valid JSON.'))
      else done(null, value)
    }),
  )
}

/**
 * A body that is too large is refused before it is read. The rest of it is read and thrown away: were the connection closed under a client
 * that is still sending, it would see a broken pipe instead of the answer.
 */
export function drainRefusedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, next) => {
    if (reply.statusCode === 413) {
      reply.removeHeader('connection')
      request.raw.resume()
    }
    next()
  })
}
