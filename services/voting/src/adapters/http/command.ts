import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common'
import { IDEMPOTENCY_KEY_SCHEMA, IF_MATCH_SCHEMA, parseIfMatch } from '@yiwang/service-kit'
import { ApiHeader, ApiOkResponse } from '@yiwang/service-kit/openapi'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CommandName } from '../../domain/stages.ts'
import { decisionSchema } from './decisions.schema.ts'
import { Described } from './described.ts'
import { EtagInterceptor } from './etag.interceptor.ts'

/** `POST /v1/decisions/{id}/<command>`, answered with the decision. */
export const Command = (command: CommandName, summary: string) =>
  applyDecorators(
    Post(`:id/${command}`),
    HttpCode(200),
    UseInterceptors(EtagInterceptor),
    Described(summary, 404, 409, 412, 422),
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that the caller saw', schema: IF_MATCH_SCHEMA }),
    ApiOkResponse({ standardSchema: decisionSchema }),
  )

export const DecisionId = () => Param('id', { schema: z.uuid() })

/** `@SeenVersion() ifMatch: number | undefined` */
export const SeenVersion = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
)

export const IdempotencyKeyHeader = (required: boolean) =>
  ApiHeader({
    ...{ name: 'Idempotency-Key', required, schema: IDEMPOTENCY_KEY_SCHEMA },
    description: 'The same one when the same is sent again',
  })
