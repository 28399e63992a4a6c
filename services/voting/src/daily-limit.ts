import { Inject, Injectable } from '@nestjs/common'
import { Database, lockNamed, sql, type Transaction } from '@yiwang/database'
import { Clock, CONFIG, DAY_MS, secondsToNext } from '@yiwang/service-kit'
import type { VotingConfig } from './config.ts'
import { VotingError } from './errors.ts'

/** What is counted, and the variable that says how much of it there may be. */
const LIMITS = {
  opinions: 'OPINIONS_A_DAY',
  'roll-objections': 'OPINIONS_A_DAY',
  'account-questions': 'ACCOUNT_QUESTIONS_A_DAY',
  publications: 'PUBLICATIONS_A_DAY',
} as const satisfies Record<string, keyof VotingConfig>

/** How much one person may say within 24 hours, counted in the database and not guessed. */
@Injectable()
export class DailyLimit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: VotingConfig,
  ) {}

  /** One after the other of a person, whichever process they come to. */
  async asPerson<Answer>(what: string, person: string, work: (tx: Transaction, at: Date) => Promise<Answer>): Promise<Answer> {
    return this.database.transaction((tx) => work(tx, this.clock.now()), { lock: lockOf(what, person) })
  }

  /** The same within a transaction that holds something already. */
  async inTurn(tx: Transaction, what: string, person: string): Promise<void> {
    await tx.run(sql`select pg_advisory_xact_lock(${lockOf(what, person)})`)
  }

  /** @throws 429 @param since when this person said something, the oldest first */
  async requireLeft(what: keyof typeof LIMITS, at: Date, since: (from: Date) => Promise<Date[]>): Promise<void> {
    const most = this.config[LIMITS[what]]
    const retryAfter = secondsToNext(await since(new Date(at.getTime() - DAY_MS)), most, at, this.clock)
    if (retryAfter === undefined) return
    throw new VotingError('too-many-today', `A person may say so ${most} times within 24 hours.`, { retryAfter })
  }
}

const lockOf = (what: string, person: string): bigint => lockNamed(`voting/${what}/${person}`)
