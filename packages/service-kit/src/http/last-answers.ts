import type { FastifyInstance } from 'fastify'

/** While the service stops, each answer is the last of its connection: a kept-alive one would hold the stop up. */
export function closeAfterLastAnswer(fastify: FastifyInstance, stopping: () => boolean): void {
  fastify.addHook('onSend', (_request, reply, _payload, next) => {
    if (stopping()) reply.header('connection', 'close')
    next()
  })
}
