import { Inject, Injectable } from '@nestjs/common'
import { statement, type Transaction } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { type Actor, CONFIG } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { EntriesRepository } from './adapters/db/entries.repository.ts'
import { eventsOf, toldOf } from './adapters/kafka/decision-events.ts'
import type { VotingConfig } from './config.ts'
import type { Change } from './domain/stages.ts'

export type Author = Pick<Actor, 'kind' | 'person'>
export const SYSTEM: Author = { kind: 'SYSTEM', person: 'voting' }

export interface Recorded {
  readonly at: Date
  readonly text?: string | undefined
  readonly details?: Readonly<Record<string, unknown>>
  readonly checkpoint?: string | undefined
  /** Columns that change with it beside those of the rules. */
  readonly kept?: Partial<KeptDecision>
}

/** Facts that the people of the scope are told of. A notice is told once its roll is written. */
const TOLD = ['revised', 'opened', 'extended', 'announced', 'failed', 'execution_started', 'progressed', 'archived', 'withdrawn']

const VOTERS = statement<[decision: string]>('roll-persons', 'select distinct person from roll_voter where decision = $1 order by person')

/** Keeps what happened to a decision and publishes it: the last thing that a transaction does. */
@Injectable()
export class DecisionRecord {
  private readonly calendar: string

  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly entries: EntriesRepository,
    private readonly outbox: Outbox,
    @Inject(CONFIG) { CALENDAR }: VotingConfig,
  ) {
    this.calendar = CALENDAR
  }

  async add(tx: Transaction, before: KeptDecision, change: Change, author: Author, recorded: Recorded): Promise<KeptDecision> {
    const { at, text, details, checkpoint, kept } = recorded
    const next: KeptDecision = { ...before, ...change.next, ...kept, seq: before.seq + 1 }
    const actor = { kind: author.kind, id: author.person }
    await this.decisions.save(tx, next)
    await this.entries.add(tx, next.id, { seq: next.seq, at, fact: change.fact, stage: next.stage, actor, text, details })
    const said = { actor, at, calendar: this.calendar, checkpoint }
    const persons = TOLD.includes(change.fact) ? await this.persons(tx, next.id) : []
    await this.outbox.emit(tx, [...eventsOf({ ...change, next }, said), ...toldOf(change.fact, next, persons, said)])
    return next
  }

  /** On record, and not published: it says nothing of a stage. */
  async note(
    tx: Transaction,
    before: KeptDecision,
    fact: string,
    author: Author,
    { at, text, details, kept }: Recorded,
  ): Promise<KeptDecision> {
    const next: KeptDecision = { ...before, ...kept, seq: before.seq + 1 }
    await this.decisions.save(tx, next)
    const actor = { kind: author.kind, id: author.person }
    await this.entries.add(tx, next.id, { seq: next.seq, at, fact, stage: next.stage, actor, text, details })
    return next
  }

  /** Tells the people of the scope of a fact that was recorded before. */
  async tell(tx: Transaction, decision: KeptDecision, fact: string, at: Date): Promise<void> {
    const said = { actor: { kind: SYSTEM.kind, id: SYSTEM.person }, at, calendar: this.calendar }
    await this.outbox.emit(tx, toldOf(fact, decision, await this.persons(tx, decision.id), said))
  }

  private async persons(tx: Transaction, decision: string): Promise<string[]> {
    return (await tx.rows<{ person: string }>(VOTERS(decision))).map(({ person }) => person)
  }
}
