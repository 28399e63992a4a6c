import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../errors/problem.filter.ts'
import { answerTo } from '../errors/problem.ts'
import { RequestError } from '../errors/request-problems.ts'
import { record } from '../telemetry/telemetry.ts'
import { isOperations } from './operations.ts'

/** What would wait longer than this at the present pace is not taken in. */
const WORTH_WAITING_MS = 300
/** A process that has had nothing to do has no pace yet. */
const ALWAYS_ROOM_FOR = 32
const PACE_OVER_MS = 500

/**
 * Counts what this process is serving; beyond the limit the next one is told to come back. The limit follows the pace at which requests are
 * answered, so that nobody waits long behind the others, whether an answer costs a millisecond or a hundred.
 */
export class RequestsInFlight {
  private count = 0
  private answered = 0
  private pace = 0
  private since: number

  constructor(
    private readonly most: number,
    private readonly now = () => performance.now(),
  ) {
    this.since = now()
    record('requestsInFlight', 0)
    record('requestsRefused', 0)
  }

  get current(): number {
    return this.count
  }

  /** Counts a refusal where it says no. */
  hasRoom(): boolean {
    const room = this.count < this.limit()
    if (!room) record('requestsRefused', 1)
    return room
  }

  /** Undefined if there is no room; else call what it returns once the request has ended. */
  enter(): (() => void) | undefined {
    if (!this.hasRoom()) return undefined
    this.change(1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      this.answered++
      this.change(-1)
    }
  }

  private limit(): number {
    const now = this.now()
    const elapsed = now - this.since
    if (elapsed >= PACE_OVER_MS) {
      this.pace = (this.pace + this.answered / elapsed) / 2
      this.answered = 0
      this.since = now
    }
    return Math.min(this.most, Math.max(ALWAYS_ROOM_FOR, this.pace * WORTH_WAITING_MS))
  }

  private change(by: number): void {
    this.count += by
    record('requestsInFlight', this.count)
  }
}

export const tooMany = () => new RequestError('too-many-requests', 'This service is serving as many requests as it can. Try again.')

/**
 * Health and metrics are answered also when there is no room for anything else. A request counts from when its body is there: were it
 * counted before, a few hundred that dribble in would keep everybody else out.
 */
export function boundHttp(
  fastify: FastifyInstance,
  requests: RequestsInFlight,
  neverRefused?: (method: string, path: string) => boolean,
): void {
  const refuse = (reply: FastifyReply) => void sendProblem(reply, answerTo(tooMany(), {}))
  const isUnbound = ({ method, url }: FastifyRequest) => isOperations(url) || neverRefused?.(method, url.split('?')[0]!) === true
  fastify.addHook('onRequest', (request, reply, next) => {
    if (isUnbound(request) || requests.hasRoom()) next()
    else refuse(reply)
  })
  fastify.addHook('preValidation', (request, reply, next) => {
    if (isUnbound(request)) return next()
    const leave = requests.enter()
    if (!leave) return refuse(reply)
    reply.raw.once('close', leave)
    next()
  })
}
