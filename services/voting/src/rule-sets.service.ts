import { Injectable } from '@nestjs/common'
import { type Refusal, type RuleSet, readRuleSet } from '@yiwang/counting'
import { Database, type Queryable } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { type KeptRuleSet, RuleSetsRepository } from './adapters/db/rule-sets.repository.ts'
import type { WrittenRuleSet } from './adapters/folder/rule-set-folder.ts'
import { VotingError } from './errors.ts'
import { requireEditor } from './policy.ts'

/** What came with the product and from the district's folder, read at the start. */
export class GivenRuleSets {
  constructor(readonly all: readonly WrittenRuleSet[]) {}
}

/** The rule sets by which may be decided: the newest version of each, and every version by which was decided. */
@Injectable()
export class RuleSetsService {
  constructor(
    private readonly given: GivenRuleSets,
    private readonly kept: RuleSetsRepository,
    private readonly database: Database,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  /** The newest version. */
  async current(code: string, db: Queryable = this.database): Promise<RuleSet | undefined> {
    return (await this.newest(db, code))?.ruleSet
  }

  async version(code: string, version: number, db: Queryable = this.database): Promise<RuleSet | undefined> {
    const kept = await this.kept.version(db, code, version)
    return (kept ?? this.given.all.find(({ ruleSet }) => ruleSet.code === code && ruleSet.version === version))?.ruleSet
  }

  /** Keeps a version that is used from now on: a later release may come with another one. In the transaction that uses it. */
  async keep(tx: Queryable, { code, version }: Pick<RuleSet, 'code' | 'version'>): Promise<void> {
    const given = this.given.all.find(({ ruleSet }) => ruleSet.code === code && ruleSet.version === version)
    if (given) await this.kept.keep(tx, given, this.clock.now())
  }

  /** Everybody may read by which rules is decided. */
  async read(code: string, version?: number): Promise<RuleSet> {
    const ruleSet = version === undefined ? await this.current(code) : await this.version(code, version)
    if (!ruleSet) throw new RequestError('not-found', 'There is no such rule set, or no such version of it.')
    return ruleSet
  }

  async list(reader: Actor | undefined, query: PageQuery): Promise<Page<RuleSet>> {
    const filters = { ...query, list: 'rule-sets' }
    const [after = ''] = (this.pages.verify(reader, filters) ?? []) as [string?]
    const newest = new Map<string, RuleSet>()
    for (const { ruleSet } of [...this.given.all, ...(await this.kept.allNewest(this.database))]) {
      if (ruleSet.version >= (newest.get(ruleSet.code)?.version ?? 0)) newest.set(ruleSet.code, ruleSet)
    }
    const rows = [...newest.values()].filter(({ code }) => code > after).sort((a, b) => (a.code < b.code ? -1 : 1))
    return this.pages.page(reader, filters, rows, ({ code }) => [code])
  }

  /** The same version again, as it is, is nothing new. */
  async put(actor: Actor, code: string, content: unknown): Promise<RuleSet> {
    requireEditor(actor)
    const read = readRuleSet(content)
    if ('refusals' in read) throw refused(read.refusals)
    const { ruleSet } = read
    if (ruleSet.code !== code) throw refused([{ field: 'ruleSet.code', reason: `It is put as ${code}.` }])
    return this.database.transaction(async (tx) => {
      await this.kept.lock(tx, code)
      const newest = await this.newest(tx, code)
      if (newest && canonical(newest.content) === canonical(content)) return ruleSet
      if (newest && newest.ruleSet.version >= ruleSet.version)
        throw refused([{ field: 'ruleSet.version', reason: `It has to be above ${newest.ruleSet.version}, the version that is there.` }])
      await this.kept.keep(tx, { ruleSet, content }, this.clock.now(), actor.person)
      return ruleSet
    })
  }

  /** Of two with one number that which was kept first: by it may have been decided. */
  private async newest(db: Queryable, code: string): Promise<KeptRuleSet | undefined> {
    const kept = await this.kept.newest(db, code)
    const given = this.given.all.filter(({ ruleSet }) => ruleSet.code === code)
    return [...given, ...(kept ? [kept] : [])].reduce<KeptRuleSet | undefined>(
      (newest, one) => (one.ruleSet.version >= (newest?.ruleSet.version ?? 0) ? one : newest),
      undefined,
    )
  }
}

function refused(refusals: readonly Refusal[]): VotingError {
  const errors = refusals.map(({ field, reason }) => ({ pointer: pointerOf(field), detail: reason }))
  return new VotingError('rule-set-refused', 'Correct what `errors` points at.', { errors })
}

const pointerOf = (field: string): string =>
  field
    .split('.')
    .filter((part) => part !== '')
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
