import { Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { type AccountStatement, AccountsRepository } from './adapters/db/accounts.repository.ts'
import { ACCOUNT_KINDS, type AccountKind, requireFollows, requirePeriod, requireSum } from './domain/accounts.ts'
import { asProblem, VotingError } from './errors.ts'
import { FilesService } from './files.service.ts'
import { Neighbours } from './neighbours.ts'
import { requireBookkeeper, requirePerson } from './policy.ts'

export type NewStatement = Pick<AccountStatement, 'kind' | 'from' | 'to' | 'opening' | 'closing' | 'lines'> & {
  readonly file?: string | undefined
  readonly correction?: string | undefined
}

/** Accounts of the maintenance fund and of property fees, published period by period. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly directory: DirectoryCopy,
    private readonly neighbours: Neighbours,
    private readonly files: FilesService,
    private readonly clock: Clock,
    private readonly pages: PageTokens,
  ) {}

  async publish(actor: Actor, code: string, { file, correction, ...given }: NewStatement): Promise<AccountStatement> {
    requirePerson(actor)
    const { area } = this.compound(code)
    requireBookkeeper(actor, area, await this.neighbours.of(actor, code))
    asProblem(() => {
      requirePeriod(given)
      requireSum(given, given.lines)
    })
    const statement: AccountStatement = {
      ...{ ...given, id: uuid(), compound: code, file: file ?? null, correction: correction ?? null, at: this.clock.now() },
    }
    const files = file === undefined ? [] : [file]
    await this.files.requireUsable(
      actor,
      statement.id,
      files.map((attachment) => ({ attachment, pointer: '/file' })),
      'EVERYBODY',
    )
    await this.database.transaction(async (tx) => {
      await oneAtATime(tx, statement)
      await this.requireFits(tx, statement, correction)
      await this.accounts.add(tx, statement, actor.person)
      await this.files.keep(tx, statement.id, files, 'EVERYBODY')
    })
    return statement
  }

  async list(
    reader: Actor | undefined,
    code: string,
    query: PageQuery & { kind?: AccountKind | undefined },
  ): Promise<Page<AccountStatement>> {
    this.compound(code)
    const list = { ...query, accounts: code }
    const [to, id] = (this.pages.verify(reader, list) ?? []) as [string?, string?]
    const cursor = to !== undefined && id !== undefined ? { to, id } : undefined
    const rows = await this.accounts.ofCompound(code, query.kind, cursor, query.pageSize + 1)
    return this.pages.page(reader, list, rows, (last) => [last.to.toISOString(), last.id])
  }

  /** The last of each kind. */
  async latest(code: string): Promise<AccountStatement[]> {
    const each = await Promise.all(ACCOUNT_KINDS.map((kind) => this.accounts.ofCompound(code, kind, undefined, 1)))
    return each.flat()
  }

  /** @throws 404 */
  compound(code: string) {
    const compound = this.directory.compound(code)
    if (!compound) throw new RequestError('not-found', 'There is no compound with this code.')
    return compound
  }

  private async requireFits(tx: Transaction, statement: AccountStatement, correction: string | undefined): Promise<void> {
    const taken = await this.accounts.within(tx, statement)
    if (taken) {
      const period = { from: taken.from.toISOString(), to: taken.to.toISOString() }
      throw new VotingError('period-taken', 'Periods of one kind do not overlap.', { extra: { ...period, account: taken.id } })
    }
    const [before, after] = [await this.accounts.before(tx, statement), await this.accounts.after(tx, statement)]
    asProblem(() => requireFollows(statement, before, after, correction))
  }
}

/** Accounts of one kind of a compound come one after the other, so that each sees those beside it. */
const oneAtATime = (tx: Transaction, { compound, kind }: AccountStatement) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`voting/accounts/${compound}/${kind}`}, 0))`)
