import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Database, lockNamed } from '@yiwang/database'
import { record } from '@yiwang/service-kit'

/** The advisory lock of the ballots of a decision: shared by whoever has some in hand, exclusive for the close. */
export const ballotLock = (decision: string): bigint => lockNamed(`voting/ballots/${decision}`)

type Session = Awaited<ReturnType<Database['session']>>

interface Hold {
  ballots: number
  readonly held: Promise<void>
}

/**
 * While this process has ballots of a decision in hand that came in time, the close waits for them. One session holds the shared lock for all of
 * them. That a ballot is written before the close or not at all does not hang on it: the statement that writes it locks the decision.
 */
@Injectable()
export class BallotsInHand implements OnApplicationShutdown {
  private session: Promise<Session> | undefined
  private readonly holds = new Map<string, Hold>()

  constructor(private readonly database: Database) {}

  async during<Result>(decision: string, work: () => Promise<Result>): Promise<Result> {
    const hold = this.holds.get(decision) ?? { ballots: 0, held: this.lock(decision) }
    this.holds.set(decision, hold)
    hold.ballots++
    try {
      // Not to hold it is no reason to refuse a ballot: the close may then come before it, and it is told so.
      await hold.held.catch(() => {})
      return await work()
    } finally {
      if (--hold.ballots === 0 && this.holds.get(decision) === hold) {
        this.holds.delete(decision)
        await this.unlock(decision)
      }
    }
  }

  /** How many there are now, of all decisions. */
  measure(): void {
    record(
      'ballotsInHand',
      [...this.holds.values()].reduce((sum, { ballots }) => sum + ballots, 0),
    )
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.session?.catch(() => undefined))?.end()
  }

  private async lock(decision: string): Promise<void> {
    // Waits for nothing: behind the close of one decision the ballots of all others would wait. Where it closes already, the statement decides.
    await (await this.connected()).query('select pg_try_advisory_lock_shared($1::bigint)', [String(ballotLock(decision))])
  }

  /** A session that is gone holds nothing. */
  private async unlock(decision: string): Promise<void> {
    const session = await this.session?.catch(() => undefined)
    await session?.query('select pg_advisory_unlock_shared($1::bigint)', [String(ballotLock(decision))]).catch(() => {})
  }

  private connected(): Promise<Session> {
    if (this.session) return this.session
    const session = this.database.session()
    this.session = session
    session.then(
      (open) => {
        for (const event of ['error', 'end'] as const) open.on(event, () => this.forget(session))
      },
      () => this.forget(session),
    )
    return session
  }

  /** What a session held went with it; one that came after it holds what it holds. */
  private forget(session: Promise<Session>): void {
    if (this.session !== session) return
    this.session = undefined
    this.holds.clear()
  }
}
