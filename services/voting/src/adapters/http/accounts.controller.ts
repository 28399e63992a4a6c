import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { AccountQuestionsService } from '../../account-questions.service.ts'
import { AccountsService } from '../../accounts.service.ts'
import {
  type AccountsQuery,
  accountsQuery,
  compoundCode,
  type NewStatement,
  type NewText,
  newStatement,
  newText,
  questionSchema,
  questionView,
  statementSchema,
  statementsPage,
  statementView,
  statementWithQuestions,
} from './compounds.schema.ts'
import { Described } from './described.ts'

const Id = () => Param('id', { schema: z.uuid() })

/** The accounts of the maintenance fund and of property fees, for all to read and to ask about. */
@Controller('v1')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly questions: AccountQuestionsService,
  ) {}

  @Post('compounds/:code/accounts')
  @Described('Publish accounts of a period', 404, 409, 422)
  @ApiCreatedResponse({ standardSchema: statementSchema })
  async publish(
    @CurrentActor() actor: Actor,
    @Param('code', { schema: compoundCode }) code: string,
    @Body({ schema: newStatement }) statement: NewStatement,
  ) {
    return statementView(await this.accounts.publish(actor, code, statement))
  }

  @Public()
  @Get('compounds/:code/accounts')
  @Described('The accounts of a compound, the latest period first', 404)
  @ApiOkResponse({ standardSchema: statementsPage })
  async list(
    @CurrentActor() reader: Actor | undefined,
    @Param('code', { schema: compoundCode }) code: string,
    @Query({ schema: accountsQuery }) query: AccountsQuery,
  ) {
    const page = await this.accounts.list(reader, code, query)
    return { ...page, items: page.items.map(statementView) }
  }

  @Public()
  @Get('accounts/:id')
  @Described('Accounts of a period, with questions and answers; who asks is masked', 404)
  @ApiOkResponse({ standardSchema: statementWithQuestions })
  async read(@CurrentActor() reader: Actor | undefined, @Id() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const { statement, questions } = await this.questions.read(reader, id, query)
    const { items, ...next } = questions
    return { ...statementView(statement), questions: items.map(questionView), ...next }
  }

  @Post('accounts/:id/questions')
  @Described('Ask about accounts, as an owner or a resident of the compound', 404)
  @ApiCreatedResponse({ standardSchema: questionSchema })
  async ask(@CurrentActor() actor: Actor, @Id() id: string, @Body({ schema: newText }) { text }: NewText) {
    return questionView(await this.questions.ask(actor, id, text))
  }

  @Post('account-questions/:id/answer')
  @HttpCode(200)
  @Described('Answer a question, as the owners’ committee or the community', 404, 409)
  @ApiOkResponse({ standardSchema: questionSchema })
  async answer(@CurrentActor() actor: Actor, @Id() id: string, @Body({ schema: newText }) { text }: NewText) {
    return questionView(await this.questions.answer(actor, id, text))
  }
}
