import { randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { headsOf, type Room } from '@yiwang/counting'
import { Database, type Transaction } from '@yiwang/database'
import { headPseudonym } from '@yiwang/ledger/decision'
import { Clock } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import type { RollHead, RollOwner, RollVoter } from './adapters/db/roll.repository.ts'
import { type RollChanges, RollChangesRepository, type UnsettledRoom } from './adapters/db/roll-changes.repository.ts'
import { RollWritingRepository } from './adapters/db/roll-writing.repository.ts'
import { type Task, TasksRepository } from './adapters/db/tasks.repository.ts'
import { DecisionRecord, SYSTEM } from './decision-record.ts'
import { ownersOf } from './domain/roll-owners.ts'
import { votersOf } from './domain/voters.ts'
import { DraftedCandidates } from './drafted-candidates.ts'
import { RegisterReading } from './register-reading.ts'

const SALT_BYTES = 16

/** Makes the roll of a decision from what directory knows. */
@Injectable()
export class RollsService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly roll: RollWritingRepository,
    private readonly changes: RollChangesRepository,
    private readonly drafted: DraftedCandidates,
    private readonly tasks: TasksRepository,
    private readonly register: RegisterReading,
    private readonly record: DecisionRecord,
    private readonly clock: Clock,
  ) {}

  /** Writes it whole, in place of what was there; the first time, the people of the scope are told of the notice. */
  async write(task: Task): Promise<void> {
    const found = await this.decisions.find(task.decision)
    if (!found || !['NOTICE', 'REVISION'].includes(found.stage)) {
      await this.tasks.finish(this.database, task)
      return
    }
    const { rooms, electorate } = await this.register.read(found.compound, found.scope)
    const { heads, withoutVoter, withoutArea } = headsOf(rooms, found.ruleSet)
    const lines = heads.map(({ members, rooms: own, area }): RollHead => {
      const salt = randomBytes(SALT_BYTES)
      const weighed = found.ruleSet.weights.includes('AREA') ? area : 0
      return { head: headPseudonym(salt, own), salt: salt.toString('hex'), members, area: weighed, rooms: own }
    })
    const voting = votersOf(heads, electorate, found.ruleSet)
    const voters = voting.map(({ head, ...voter }): RollVoter => ({ ...voter, head: lines[head]!.head }))
    const unsettled =
      found.ruleSet.voters === 'HOUSEHOLDS' ? [] : [...withoutVoter.map(because('NO_OWNER')), ...withoutArea.map(because('AREA'))]
    const owners = ownersOf(heads, voting, rooms, electorate, found.ruleSet).map(
      ({ head, ...owner }): RollOwner => ({ ...owner, ...(head !== undefined && { head: lines[head]!.head }) }),
    )
    await this.database.transaction(async (tx) => {
      const decision = (await this.decisions.lock(tx, task.decision))!
      // Asked for once more, what was read above may be outdated: the next one writes.
      const isLatest = await this.tasks.finish(tx, task)
      if (!isLatest || !['NOTICE', 'REVISION'].includes(decision.stage)) return
      const isFirst = decision.rollHeads === undefined
      if (!isFirst) await this.changes.remember(tx, decision.id)
      await this.roll.clear(tx, decision.id)
      await this.roll.write(tx, decision.id, lines, voters, owners)
      await this.keep(tx, decision, lines, unsettled, isFirst ? undefined : await this.changes.compare(tx, decision.id))
    })
  }

  private async keep(
    tx: Transaction,
    before: KeptDecision,
    lines: readonly RollHead[],
    unsettled: readonly UnsettledRoom[],
    changes: RollChanges | undefined,
  ): Promise<void> {
    const at = this.clock.now()
    const kept = { rollWritten: true, rollHeads: lines.length, rollArea: lines.reduce((sum, { area }) => sum + area, 0) }
    await this.changes.keepUnsettled(tx, before.id, unsettled)
    const details = {
      ...{ heads: kept.rollHeads, area: kept.rollArea, unsettled: unsettled.length },
      ...(changes && { before: { heads: before.rollHeads, area: before.rollArea }, ...changes }),
    }
    const next = await this.drafted.onRoll(tx, await this.record.note(tx, before, 'roll_written', SYSTEM, { at, details, kept }), at)
    if (!changes) await this.record.tell(tx, next, 'published', at)
  }
}

const because =
  (reason: UnsettledRoom['reason']) =>
  ({ building, unit, room }: Room): UnsettledRoom => ({ building, unit, room, reason })
