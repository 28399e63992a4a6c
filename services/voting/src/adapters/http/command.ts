import { applyDecorators, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common'
import { EtagInterceptor, IF_MATCH_SCHEMA } from '@yiwang/service-kit'
import { ApiHeader, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import type { CommandName } from '../../domain/stages.ts'
import { decisionSchema } from './decisions.schema.ts'
import { Described } from './described.ts'

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
