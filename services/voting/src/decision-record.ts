import { Inject, Injectable } from '@nestjs/common'
import { statement, type Transaction } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { type Actor, CONFIG } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { EntriesRepository } from './adapters/db/entries.repository.ts'
import { eventsOf, type Said, toldOf } from './adapters/kafka/decision-events.ts'
import type { VotingConfig } from './config.ts'
import type { Change } from './domain/stages.ts'
import type { Capacity } from './policy.ts'

export interface Author extends Pick<Actor, 'kind' | 'person'> {
  /** As what the policy let them do it. */
  readonly as?: Capacity | undefined
}
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

const READ_AT_ONCE = 10_000
const FIRST = '00000000-0000-0000-0000-000000000000'

/** Who votes, and who owns. */
const PERSONS = statement<[decision: string, after: string]>(
  'roll-persons',
  ['roll_voter', 'roll_owner']
    .map((one) => `(select distinct person from ${one} v where decision = $1 and v.person > $2 order by person limit ${READ_AT_ONCE})`)
    .join(' union ')
    .concat(` order by person limit ${READ_AT_ONCE}`),
)

/**
 * Keeps what happened to a decision and publishes it: the last thing that a transaction does. It may emit several times in one, which is safe as long as
 * all of it is of one decision: who emits for that holds its row first, so that nobody waits for its counter with another one held.
 */
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
    const next = await this.note(tx, { ...before, ...change.next }, change.fact, author, recorded)
    const said = this.said(author, recorded.at, recorded.checkpoint)
    await this.outbox.emit(tx, eventsOf({ ...change, next }, said))
    if (TOLD.includes(change.fact)) await this.tellPersons(tx, change.fact, next, said)
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
    await this.entries.add(tx, next.id, {
      seq: next.seq,
      at,
      fact,
      stage: next.stage,
      actor: { ...actorOf(author), as: author.as },
      text,
      details,
    })
    return next
  }

  /** Tells the people of the scope of a fact that was recorded before. */
  async tell(tx: Transaction, decision: KeptDecision, fact: string, at: Date): Promise<void> {
    await this.tellPersons(tx, fact, decision, this.said(SYSTEM, at))
  }

  private said(author: Author, at: Date, checkpoint?: string): Said {
    return { actor: actorOf(author), at, calendar: this.calendar, checkpoint }
  }

  /** Some thousand at a time: a roll may have a million. */
  private async tellPersons(tx: Transaction, fact: string, decision: KeptDecision, said: Said): Promise<void> {
    for (let after = FIRST; ; ) {
      const persons = (await tx.rows<{ person: string }>(PERSONS(decision.id, after))).map(({ person }) => person)
      await this.outbox.emit(tx, toldOf(fact, decision, persons, said))
      if (persons.length < READ_AT_ONCE) return
      after = persons.at(-1)!
    }
  }
}

const actorOf = ({ kind, person }: Author) => ({ kind, id: person })
