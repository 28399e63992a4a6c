import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../errors/problem.filter.ts'
import { answerTo } from '../errors/problem.ts'
import { RequestError } from '../errors/request-problems.ts'

/**
 * A path that is there, asked with a method that it does not take: 405 and those that it takes (RFC 9110), instead of "no such thing".
 * A path that is named in full is that route and no parameter of another.
 */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>()
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const route = routes.get(url) ?? { path: pathOf(url), methods: new Set() }
    for (const name of [method].flat()) route.methods.add(name)
    routes.set(url, route)
  })
  fastify.addHook('onRequest', (request, reply, next) => {
    const path = request.url.split('?')[0] as string
    const named = routes.get(path)
    if (named ? named.methods.has(request.method) : !request.is404) return next()
    const found = named ? [named] : [...routes.values()].filter((route) => route.path.test(path))
    const methods = [...new Set(found.flatMap((route) => [...route.methods]))]
    if (methods.length === 0) return next()
    void reply.header('allow', methods.join(', '))
    void sendProblem(reply, answerTo(new RequestError('method-not-allowed', `Use ${methods.join(' or ')}.`), {}))
  })
}

const pathOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  )
