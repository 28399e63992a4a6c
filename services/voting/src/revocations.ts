import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { Clock, Logger } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { RollWritingRepository } from './adapters/db/roll-writing.repository.ts'
import { DirectoryClient } from './adapters/grpc/directory.client.ts'

/** In real time: so long somebody may still vote whose claim or mandate was revoked. */
const LOOKED_EVERY_MS = 2_000
/** What was revoked and not yet committed when it was looked before is seen the next time. */
const OVERLAP_MS = 60_000

interface Look {
  readonly from: number
  /** Up to when everything is known. */
  at: Date
  /** What the ballots that came first wait for. */
  readonly first: Promise<void>
}

/** While ballots come in, asks directory now and then who may no longer vote. The heads of the roll and their areas stay as they were frozen. */
@Injectable()
export class Revocations {
  private readonly looks = new Map<string, Look>()

  constructor(
    private readonly directory: DirectoryClient,
    private readonly writing: RollWritingRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * Once for all ballots that come within some seconds. The first of them wait for it; later ones are not kept waiting, so that a directory that is
   * slow or away makes no vote slow. Where it does not answer, who was on the roll votes.
   */
  async strike(decision: KeptDecision): Promise<void> {
    const last = this.looks.get(decision.id)
    if (last && performance.now() - last.from < LOOKED_EVERY_MS) return last.first
    const since = last ? new Date(last.at.getTime() - OVERLAP_MS * this.clock.speed) : decision.publishedAt!
    if (this.looks.size > 1_000) this.looks.clear()
    const at = this.clock.now()
    const done = this.look(decision, since).then(
      () => at,
      (error: unknown) => {
        this.log.warn({ err: error, decision: decision.id }, 'who may no longer vote cannot be asked; the roll stands as it was')
        return since
      },
    )
    const first = last ? Promise.resolve() : done.then(() => {})
    const look = { from: performance.now(), at: since, first }
    this.looks.set(decision.id, look)
    void done.then((known) => {
      look.at = known
    })
    return first
  }

  private async look({ id, compound, ruleSet }: KeptDecision, since: Date): Promise<void> {
    const kind = ruleSet.voters === 'HOUSEHOLDS' ? undefined : 'OWNER'
    const { bindings, mandates } = await this.directory.revocations(compound, since, kind)
    await this.writing.strike(this.database, id, bindings, mandates)
  }
}
