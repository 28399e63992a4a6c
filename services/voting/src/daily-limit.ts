import { hash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { Clock, CONFIG } from '@yiwang/service-kit'
import type { VotingConfig } from './config.ts'
import { VotingError } from './errors.ts'

const DAY_MS = 24 * 3_600_000

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
    const lock = hash('sha256', `voting/${what}/${person}`, 'buffer').readBigInt64BE()
    return this.database.transaction((tx) => work(tx, this.clock.now()), { lock })
  }

  /** @throws 429 @param since when this person said something, the oldest first */
  async requireRoom(at: Date, since: (from: Date) => Promise<Date[]>): Promise<void> {
    const most = this.config.OPINIONS_A_DAY
    const today = await since(new Date(at.getTime() - DAY_MS))
    if (today.length < most) return
    const nextMs = today.at(-most)!.getTime() + DAY_MS - at.getTime()
    throw new VotingError('too-many-today', `A person may say so ${most} times within 24 hours.`, {
      retryAfter: Math.max(1, Math.ceil(nextMs / 1_000 / this.clock.speed)),
    })
  }
}
