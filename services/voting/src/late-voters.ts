import { Injectable } from '@nestjs/common'
import type { Room, RuleSet } from '@yiwang/counting'
import { Database, sql } from '@yiwang/database'
import { Clock } from '@yiwang/service-kit'
import type { RollHead } from './adapters/db/roll.repository.ts'
import { RollWritingRepository } from './adapters/db/roll-writing.repository.ts'
import { votersOf } from './domain/voters.ts'
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
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  private readonly asked = new Map<string, { times: number; until: number }>()

  /** True where the person now votes for one of the heads of this room. The heads stay as they were frozen. */
  async add(
    person: string,
    { id, compound, ruleSet }: { id: string; compound: string; ruleSet: RuleSet },
    { building, unit }: { building: string; unit: string },
    heads: readonly RollHead[],
  ): Promise<boolean> {
    if (!this.mayAsk(person)) return false
    const { electorate } = await this.register.read(compound, { staircases: [{ building, unit }] }, ASKED_MS)
    const frozen = heads.map(({ members, area, rooms }) => ({ members, area, rooms: rooms as Room[] }))
    const left = Math.max(0, ruleSet.ballots.mandates - (await this.represented(id, person)))
    const own = votersOf(frozen, electorate, { ...ruleSet, ballots: { ...ruleSet.ballots, mandates: left } }).filter(
      (voter) => voter.person === person,
    )
    await this.writing.addVoters(
      this.database,
      id,
      own.map(({ head, ...voter }) => ({ ...voter, head: heads[head]!.head })),
    )
    return own.length > 0
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

  private async represented(decision: string, person: string): Promise<number> {
    const found = await this.database.one<{ n: number }>(
      sql`select count(*)::int as n from roll_voter where decision = ${decision} and person = ${person} and mandate is not null
          and (until is null or until > ${this.clock.now()})`,
    )
    return found!.n
  }
}
