import { Injectable } from '@nestjs/common'
import type { RuleSet } from '@yiwang/counting'
import { Database } from '@yiwang/database'
import { type RollHead, RollRepository } from './adapters/db/roll.repository.ts'
import { Neighbours } from './neighbours.ts'

/** Persons whom the community approved after the roll was written: the owners on the frozen roll stay, and now one of them has an account. */
@Injectable()
export class LateVoters {
  constructor(
    private readonly roll: RollRepository,
    private readonly neighbours: Neighbours,
    private readonly database: Database,
  ) {}

  /** True where the person is one of those who make one of the heads. */
  async add(person: string, compound: string, decision: { id: string; ruleSet: RuleSet }, heads: readonly RollHead[]): Promise<boolean> {
    const kind = decision.ruleSet.voters === 'HOUSEHOLDS' ? 'TENANT' : 'OWNER'
    const rooms = (await this.neighbours.roomsOf(person, compound)).filter(
      (room) => room.kind === kind || decision.ruleSet.voters === 'HOUSEHOLDS',
    )
    const own = heads.filter(({ members }) => members.some((member) => rooms.some(({ key }) => key === member)))
    await this.roll.addVoters(
      this.database,
      decision.id,
      own.map(({ head }) => ({ person, head })),
    )
    return own.length > 0
  }
}
