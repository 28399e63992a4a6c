import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors/request-problems.ts'

/** Deeper than any body of ours; what reads it goes down by recursion, and a stack has an end. */
const DEEPEST = 64

/** Whether brackets lie in one another deeper than that. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (inString) {
      if (letter === BACKSLASH) at++
      else if (letter === QUOTE) inString = false
    } else if (letter === QUOTE) inString = true
    else if (letter === OPEN_BRACKET || letter === OPEN_BRACE) {
      if (++depth > DEEPEST) return true
    } else if (letter === CLOSE_BRACKET || letter === CLOSE_BRACE) depth--
  }
  return false
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 92, 91, 93, 123, 125]

/** JSON is the only body that is read, unless a service adds another; its size is bounded. */
export function readJsonBodies(fastify: FastifyInstance, bodyLimit: number): void {
  const parse = fastify.getDefaultJsonParser('error', 'error')
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body: string, done) => {
    if (isTooDeep(body)) return done(new RequestError('malformed-json', `Send JSON that is nested ${DEEPEST} deep at most.`))
    parse(request, body, (error, value) => {
      if (!error) done(null, value)
      else if (isJson(body))
        done(new RequestError('refused-by-rule', 'Send no member that is named `__proto__`, or `constructor` with a `prototype`.'))
      else done(new RequestError('malformed-json', 'Send a body that is valid JSON.'))
    })
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
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
