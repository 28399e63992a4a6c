import { Injectable } from '@nestjs/common'
import { Database, type Queryable, type Statement, sql, statement, type Transaction } from '@yiwang/database'
import type { Standing } from '../../domain/decision.ts'
import { CHANGING, COLUMNS, type KeptDecision, READ, read, written } from './kept-decision.ts'

export type { KeptDecision, KeptResult } from './kept-decision.ts'

const FIND = statement<[id: string]>('decision-find', `select ${READ} from decision where id = $1`)
const SHARE = statement<[id: string]>('decision-share', `select ${READ} from decision where id = $1 for share`)
const LOCK = statement<[id: string]>('decision-lock', `select ${READ} from decision where id = $1 for update`)

const changing = Object.entries(CHANGING) as [keyof typeof CHANGING, string][]
const SAVE = statement(
  'decision-save',
  `update decision set ${changing.map(([, column], n) => `${column} = $${n + 2}`).join(', ')} where id = $1`,
)
const INSERT = statement(
  'decision-insert',
  `insert into decision (idempotency_key, ${COLUMNS.map(([, column]) => column).join(', ')})
   values ($1, ${COLUMNS.map((_, n) => `$${n + 2}`).join(', ')}) on conflict do nothing`,
)

const COUNTS = {
  openRollObjections: 'from roll_objection where decision = $1 and outcome is null',
  unansweredOpinions: 'from opinion where decision = $1 and outcome is null',
  unvettedCandidates: 'from candidate where decision = $1 and eligible is null',
  eligibleCandidates: 'from candidate where decision = $1 and eligible',
  openObjections: 'from objection where decision = $1 and outcome is null',
  upheldObjections: `from objection where decision = $1 and outcome = 'UPHELD'`,
  steps: 'from execution_step where decision = $1',
  openSteps: 'from execution_step where decision = $1 and done_at is null',
  satisfied: 'from confirmation where decision = $1 and satisfied',
  dissatisfied: 'from confirmation where decision = $1 and not satisfied',
} as const

const STANDING = statement<[id: string]>(
  'decision-standing',
  `select d.roll_written as "rollWritten", coalesce(jsonb_array_length(d.unsettled), 0) as "unsettledRooms",
     array(select trustee::text from trustee_share where decision = $1 and taken_at is null order by trustee) as "untakenShares",
     ${Object.entries(COUNTS)
       .map(([name, from]) => `(select count(*)::int ${from}) as "${name}"`)
       .join(', ')}
   from decision d where d.id = $1`,
)

@Injectable()
export class DecisionsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string, db: Queryable = this.database): Promise<KeptDecision | undefined> {
    return read(await db.one(FIND(id)))
  }

  /** Nobody else changes it until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<KeptDecision | undefined> {
    return read(await tx.one(LOCK(id)))
  }

  /** It stays in its stage until the transaction ends; others may say something to it at the same time. */
  async share(tx: Transaction, id: string): Promise<KeptDecision | undefined> {
    return read(await tx.one(SHARE(id)))
  }

  async standing(id: string, db: Queryable = this.database): Promise<Standing> {
    return (await db.one<Standing>(STANDING(id)))!
  }

  /** False where it is there already, this person drafted one with the same key, or there is a second round of the election. */
  async insert(tx: Transaction, decision: KeptDecision, idempotencyKey?: string): Promise<boolean> {
    const values = COLUMNS.map(([name]) => written(decision, name))
    return (await tx.run(INSERT(idempotencyKey ?? null, ...values))) === 1
  }

  async save(tx: Transaction, decision: KeptDecision): Promise<void> {
    await tx.run(SAVE(decision.id, ...changing.map(([name]) => written(decision, name))))
  }

  /** The decision that this person drafted with this key. */
  async draftedWith(person: string, key: string): Promise<string | undefined> {
    const found = await this.database.one<{ id: string }>(
      sql`select id from decision where drafted_by = ${person} and idempotency_key = ${key}`,
    )
    return found?.id
  }

  /** The second round of an election that elects, or has elected. */
  async secondRoundOf(election: string): Promise<string | undefined> {
    const found = await this.database.one<{ id: string }>(sql`select id from decision
      where restarts = ${election} and second_round and stage <> 'WITHDRAWN' and passed is distinct from false`)
    return found?.id
  }

  /** Of a compound, the newest first. */
  async ofCompound(compound: string, before: { at: string; id: string } | undefined, limit: number): Promise<KeptDecision[]> {
    const cursor = before ? sql`and (drafted_at, id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``
    return this.newest(sql`compound = ${compound} and published_at is not null ${cursor}`, limit)
  }

  /** Of a compound what binds and is not over, the newest first. */
  bindingOf(compound: string, limit: number): Promise<KeptDecision[]> {
    return this.newest(
      sql`compound = ${compound} and published_at is not null and stage not in ('ARCHIVED', 'WITHDRAWN')
        and (rule_set ->> 'advisory')::boolean is not true`,
      limit,
    )
  }

  /** When this person's own drafts were published since, the oldest first. */
  async publishedSince(tx: Transaction, person: string, since: Date): Promise<Date[]> {
    const rows = await tx.rows<{ at: Date }>(
      sql`select published_at as at from decision where drafted_by = ${person} and published_at > ${since} order by published_at`,
    )
    return rows.map(({ at }) => at)
  }

  private async newest(where: Statement, limit: number): Promise<KeptDecision[]> {
    const { text, values } = sql`where ${where} order by drafted_at desc, id desc limit ${limit}`
    const found = await this.database.rows<Record<string, unknown>>({ text: `select ${READ} from decision ${text}`, values })
    return found.map((row) => read(row)!)
  }
}
