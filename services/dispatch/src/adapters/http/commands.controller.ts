import {
  applyDecorators,
  Body,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  Param,
  Post,
  UseInterceptors,
} from '@nestjs/common'
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger'
import { type Actor, CurrentActor, parseIdempotencyKey, parseIfMatch } from '@yiwang/service-kit'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CaseView } from '../../case-view.ts'
import { CommandsService, type Conditions } from '../../commands.service.ts'
import type { CommandBodies, CommandName } from '../../domain/commands.ts'
import { bodies } from './bodies.ts'
import { Described } from './described.ts'
import { EtagInterceptor } from './etag.interceptor.ts'
import { caseSchema } from './schemas.ts'

/** `POST /v1/cases/{id}/<command>`, answered with the case. */
const Command = (command: CommandName, summary: string) =>
  applyDecorators(
    Post(`:id/${command}`),
    HttpCode(200),
    UseInterceptors(EtagInterceptor),
    Described(summary, 404, 409, 412, 422),
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that the caller saw' }),
    ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same one when the same command is sent again' }),
    ApiOkResponse({ standardSchema: caseSchema }),
  )

const Id = () => Param('id', { schema: z.uuid() })
const Given = (command: CommandName) => Body({ schema: bodies[command] })
type Given<Command extends CommandName> = CommandBodies[Command]

const When = createParamDecorator((_: unknown, context: ExecutionContext): Conditions => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>()
  const key = headers['idempotency-key']
  return { ifMatch: parseIfMatch(headers['if-match']), key: parseIdempotencyKey(Array.isArray(key) ? key[0] : key) }
})

@Controller('v1/cases')
export class CommandsController {
  constructor(private readonly commands: CommandsService) {}

  @Command('accept', 'Take a case of your unit: from now on you have it')
  accept(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('accept') body: Given<'accept'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'accept', body, when)
  }

  @Command('hand-over', 'Hand it over to another post or person of the unit')
  handOver(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('hand-over') body: Given<'hand-over'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'hand-over', body, when)
  }

  @Command('solve', 'Say that it is solved where it entered; it is verified next')
  solve(@CurrentActor() actor: Actor, @Id() id: string, @Given('solve') body: Given<'solve'>, @When() when: Conditions): Promise<CaseView> {
    return this.commands.give(actor, id, 'solve', body, when)
  }

  @Command('report-up', 'Report it up to the level above')
  reportUp(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('report-up') body: Given<'report-up'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'report-up', body, when)
  }

  @Command('dispatch', 'Dispatch it to who is to handle it')
  dispatch(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('dispatch') body: Given<'dispatch'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'dispatch', body, when)
  }

  @Command('decline', 'Decline it, with a reason that the reporter gets')
  decline(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('decline') body: Given<'decline'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'decline', body, when)
  }

  @Command('reclassify', 'Give it another type of matter')
  reclassify(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('reclassify') body: Given<'reclassify'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'reclassify', body, when)
  }

  @Command('feed-back', 'Say that what was dispatched is done; who dispatched verifies it')
  feedBack(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('feed-back') body: Given<'feed-back'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'feed-back', body, when)
  }

  @Command('verify', 'Verify it, or order rework')
  verify(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('verify') body: Given<'verify'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'verify', body, when)
  }

  @Command('answer', 'Say as the reporter whether it is solved')
  answer(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('answer') body: Given<'answer'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'answer', body, when)
  }

  @Command('withdraw', 'Take your own report back')
  withdraw(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('withdraw') body: Given<'withdraw'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'withdraw', body, when)
  }

  @Command('void', 'Ask to void it, or as a second person do so')
  voidCase(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('void') body: Given<'void'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'void', body, when)
  }

  @Command('comment', 'Add a word')
  comment(
    @CurrentActor() actor: Actor,
    @Id() id: string,
    @Given('comment') body: Given<'comment'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'comment', body, when)
  }
}
