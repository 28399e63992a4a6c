import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { causeOf, currentTraceparent } from '@yiwang/messaging'
import type { FastifyInstance } from 'fastify'
import { telemetry } from '../telemetry/telemetry.ts'

/**
 * Where nobody takes spans, a request only carries the ids of its trace to logs, events and calls: the caller's, or new ones. The
 * instrumentation of HTTP would do the same for ten times the CPU.
 */
export function carryTraceIds(fastify: FastifyInstance): void {
  if (!telemetry()?.carriesOnlyIds) return
  fastify.addHook('onRequest', (request, _, next) => {
    const { traceparent } = request.headers
    const given = typeof traceparent === 'string' ? causeOf([traceparent]).parent : ROOT_CONTEXT
    const parent = trace.getSpanContext(given) ? given : causeOf([context.with(ROOT_CONTEXT, currentTraceparent)]).parent
    context.with(parent, next)
  })
}
