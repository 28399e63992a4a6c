import { context } from '@opentelemetry/api'
import { getRPCMetadata, RPCType } from '@opentelemetry/core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../logging/logger.ts'
import { record } from '../telemetry/telemetry.ts'
import { isOperations } from './operations.ts'

/** One line and one measurement a request: the route and what came of it, never what was in it. */
export function logRequests(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onRequest', (request, _, next) => {
    // The HTTP instrumentation names its span after the route, which only the router knows.
    const rpc = getRPCMetadata(context.active())
    if (rpc?.type === RPCType.HTTP && request.routeOptions.url !== undefined) rpc.route = request.routeOptions.url
    next()
  })
  fastify.addHook('onResponse', (request, reply, next) => {
    if (!isOperations(request.url)) {
      const route = request.routeOptions.url ?? 'unknown'
      const { method } = request
      const status = reply.statusCode
      record('httpDuration', reply.elapsedTime / 1000, {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      })
      const line = { method, route, status, ms: Math.round(reply.elapsedTime) }
      if (status >= 400) log.info(line, 'request refused')
      else log.debug(line, 'request answered')
    }
    next()
  })
}
