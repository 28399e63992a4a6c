import { Injectable } from '@nestjs/common'
import type { Room } from '@yiwang/counting'
import { Database } from '@yiwang/database'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import type { RollHead } from './adapters/db/roll.repository.ts'
import { RollWritingRepository } from './adapters/db/roll-writing.repository.ts'
import { votersOf } from './domain/voters.ts'
import { MandateLimit } from './mandate-limit.ts'
import { RegisterReading } from './register-reading.ts'

/** So often a minute the register is asked again for one person, by each process: nobody keeps it busy for the others. */
const ASKED_A_MINUTE = 6
const MINUTE_MS = 60_000
/** Who comes late waits no longer than this: the close waits for them. */
const ASKED_MS = 5_000

/** Who may vote for a head of the frozen roll since it was written: an owner whom the community has approved, or whose mandate was filed. */
@Injectable()
export class LateVoters {
  constructor(
    private readonly writing: RollWritingRepository,
    private readonly register: RegisterReading,
    private readonly mandates: MandateLimit,
    private readonly database: Database,
  ) {}

  private readonly asked = new Map<string, { times: number; until: number }>()

  /** Puts the person on the roll for the heads of this room for which they vote now; these stay as they were frozen. @throws where that is a mandate too many */
  async add(
    person: string,
    { id, compound, ruleSet }: Pick<KeptDecision, 'id' | 'compound' | 'ruleSet'>,
    { building, unit }: { building: string; unit: string },
    heads: readonly RollHead[],
  ): Promise<void> {
    if (!this.mayAsk(person)) return
    const { electorate } = await this.register.read(compound, { staircases: [{ building, unit }] }, ASKED_MS)
    const frozen = heads.map(({ members, area, rooms }) => ({ members, area, rooms: rooms as Room[] }))
    const within = (mandates: number) =>
      votersOf(frozen, electorate, { ...ruleSet, ballots: { ...ruleSet.ballots, mandates } })
        .filter((voter) => voter.person === person)
        .map(({ head, ...voter }) => ({ ...voter, head: heads[head]!.head }))
    const all = within(Number.POSITIVE_INFINITY)
    if (all.every(({ mandate }) => mandate === undefined)) return this.writing.addVoters(this.database, id, all)
    const names = heads.map(({ head }) => head)
    await this.mandates.adding({ id, ruleSet }, person, names, (tx, left) => this.writing.addVoters(tx, id, within(left)))
  }

  private mayAsk(person: string): boolean {
    const now = performance.now()
    const known = this.asked.get(person)
    const asked = known && known.until > now ? known : { times: 0, until: now + MINUTE_MS }
    asked.times++
    if (this.asked.size > 10_000) this.asked.clear()
    this.asked.set(person, asked)
    return asked.times <= ASKED_A_MINUTE
  }
}
