import { applyDecorators, Body, createParamDecorator, type ExecutionContext, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common'
import { EtagInterceptor, IF_MATCH_SCHEMA, parseIdempotencyKey, parseIfMatch } from '@yiwang/service-kit'
import { ApiHeader, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Conditions } from '../../commands.service.ts'
import type { CommandBodies, CommandName } from '../../domain/commands.ts'
import { bodies } from './bodies.ts'
import { Described } from './described.ts'
import { caseSchema } from './schemas.ts'

/** `POST /v1/cases/{id}/<command>`, answered with the case. */
export const Command = (command: CommandName, summary: string) =>
  applyDecorators(
    Post(`:id/${command}`),
    HttpCode(200),
    UseInterceptors(EtagInterceptor),
    Described(summary, 404, 409, 412, 422),
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that the caller saw', schema: IF_MATCH_SCHEMA }),
    IdempotencyKeyHeader(false),
    ApiOkResponse({ standardSchema: caseSchema }),
  )

export const CaseId = () => Param('id', { schema: z.uuid() })
export const Given = (command: CommandName) => Body({ schema: bodies[command] })
export type Given<Command extends CommandName> = CommandBodies[Command]

/** If-Match and Idempotency-Key. */
export const When = createParamDecorator((_: unknown, context: ExecutionContext): Conditions => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>()
  const key = headers['idempotency-key']
  return { ifMatch: parseIfMatch(headers['if-match']), key: parseIdempotencyKey(Array.isArray(key) ? key[0] : key) }
})
