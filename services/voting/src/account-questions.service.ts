import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { AccountsService } from './accounts.service.ts'
import { type AccountQuestion, AccountQuestionsRepository } from './adapters/db/account-questions.repository.ts'
import { type AccountStatement, AccountsRepository } from './adapters/db/accounts.repository.ts'
import { DailyLimit } from './daily-limit.ts'
import { VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { Places } from './places.ts'
import { requireBookkeeper, requirePerson } from './policy.ts'

/** Residents ask about published accounts, and whoever keeps the books answers, for all to read. */
@Injectable()
export class AccountQuestionsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly compounds: AccountsService,
    private readonly questions: AccountQuestionsRepository,
    private readonly neighbours: Neighbours,
    private readonly places: Places,
    private readonly daily: DailyLimit,
    private readonly clock: Clock,
    private readonly pages: PageTokens,
  ) {}

  async ask(actor: Actor, id: string, text: string): Promise<AccountQuestion> {
    requirePerson(actor)
    const { compound } = await this.found(id)
    const { isResident } = await this.neighbours.of(actor, compound)
    if (!isResident) throw new VotingError('not-entitled', 'Owners and residents of the compound ask about its accounts.')
    const place = await this.places.inCompound(actor.person, compound)
    return this.daily.asPerson('account-questions', actor.person, async (tx, at) => {
      await this.daily.requireLeft('account-questions', at, (from) => this.questions.askedSince(tx, actor.person, from))
      const question = { ...{ id: uuid(), statement: id, place, at, text }, answer: null, answeredAt: null }
      await this.questions.add(tx, question, actor.person)
      return question
    })
  }

  async answer(actor: Actor, questionId: string, text: string): Promise<AccountQuestion> {
    requirePerson(actor)
    const question = await this.questions.find(questionId)
    if (!question) throw new RequestError('not-found', 'There is no question with this id.')
    const { compound } = await this.found(question.statement)
    const { area } = this.compounds.compound(compound)
    requireBookkeeper(actor, area, await this.neighbours.of(actor, compound))
    const at = this.clock.now()
    if (!(await this.questions.answer(this.database, questionId, text, at, actor.person)))
      throw new VotingError('already-answered', 'A question is answered once; ask and answer another one.')
    return { ...question, answer: text, answeredAt: at }
  }

  /** Accounts of a period, with what was asked about them. */
  async read(
    reader: Actor | undefined,
    id: string,
    query: PageQuery,
  ): Promise<{ statement: AccountStatement; questions: Page<AccountQuestion> }> {
    const statement = await this.found(id)
    const list = { ...query, questions: id }
    const [after] = (this.pages.verify(reader, list) ?? []) as [string?]
    const rows = await this.questions.of(id, after, query.pageSize + 1)
    return { statement, questions: this.pages.page(reader, list, rows, (last) => [last.id]) }
  }

  private async found(id: string): Promise<AccountStatement> {
    const statement = await this.accounts.find(id)
    if (!statement) throw new RequestError('not-found', 'There are no accounts with this id.')
    return statement
  }
}
