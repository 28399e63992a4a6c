import type { FastifyInstance } from 'fastify'
import type { HealthRegistry } from '../health/health-registry.ts'
import { telemetry } from '../telemetry/telemetry.ts'

/** Paths for those who run the service: open, never refused, not traced. */
export const isOperations = (url: string): boolean => /^\/(health\/(live|ready)|metrics|openapi\.json)(\?|$)/.test(url)

export interface Operations {
  readonly health: HealthRegistry
  readonly openApi: () => Promise<object>
}

export function serveOperations(fastify: FastifyInstance, { health, openApi }: Operations): void {
  fastify.get('/health/live', () => ({ status: 'live' }))
  fastify.get('/health/ready', async (_, reply) => {
    const readiness = await health.readiness()
    return reply.status(readiness.status === 'ready' ? 200 : 503).send(readiness)
  })
  fastify.get('/metrics', (request, reply) => {
    reply.hijack()
    telemetry()!.serveMetrics(request.raw, reply.raw)
  })
  fastify.get('/openapi.json', async (_, reply) => reply.type('application/json').send(await openApi()))
}
