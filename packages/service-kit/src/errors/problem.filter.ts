import { Metadata } from '@grpc/grpc-js'
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import { trace } from '@opentelemetry/api'
import type { FastifyReply } from 'fastify'
import { type Observable, throwError } from 'rxjs'
import type { Logger } from '../logging/logger.ts'
import { grpcStatusOf } from './grpc-status.ts'
import { type Answer, answerTo, PROBLEM_MEDIA_TYPE } from './problem.ts'
import type { ProblemTable } from './service-error.ts'

/** Turns whatever was thrown into problem+json over HTTP and into a status over gRPC. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly table: ProblemTable,
    private readonly log: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> | undefined {
    const answer = answerTo(thrown, this.table)
    if (answer.unforeseen) this.log.error({ err: thrown }, 'a request failed for a reason that nobody foresaw')
    if (host.getType() === 'rpc') return throwError(() => grpcError(answer))
    void sendProblem(host.switchToHttp().getResponse<FastifyReply>(), answer)
    return undefined
  }
}

export function sendProblem(reply: FastifyReply, { problem, headers }: Answer): FastifyReply | undefined {
  if (reply.sent) return undefined
  const traceId = trace.getActiveSpan()?.spanContext().traceId
  return reply
    .status(problem.status)
    .headers(headers)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ ...problem, ...(traceId && { traceId }) }))
}

function grpcError({ problem, headers }: Answer) {
  const metadata = new Metadata()
  metadata.set('problem-type', problem.type)
  if (problem.errors) metadata.set('problem-errors-bin', Buffer.from(JSON.stringify(problem.errors)))
  if (headers['retry-after']) metadata.set('retry-after', headers['retry-after'])
  return { code: grpcStatusOf(problem.status), details: problem.detail, metadata }
}
