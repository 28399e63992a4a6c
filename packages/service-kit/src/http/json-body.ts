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
