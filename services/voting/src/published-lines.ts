import { Injectable } from '@nestjs/common'
import type { Queryable } from '@yiwang/database'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { attendanceLine, ballotLine, rollLine } from './domain/lines.ts'

type Lines = AsyncGenerator<string[]>

/** The lines of a decision as they are published and hashed, in their order, many at a time. */
@Injectable()
export class PublishedLines {
  constructor(
    private readonly heads: RollRepository,
    private readonly ballots: BallotsRepository,
  ) {}

  async *roll(db: Queryable, { id }: KeptDecision): Lines {
    for await (const heads of this.heads.lines(db, id)) yield heads.map(({ head, area }) => rollLine(head, area))
  }

  /** Named in the order of arrival; secret in that of their texts, which says nothing. */
  async *board(db: Queryable, { id, ruleSet }: KeptDecision): Lines {
    if (ruleSet.secret)
      for await (const boxes of this.ballots.boxes(db, id))
        yield boxes.map((text) => ballotLine(ruleSet, '', 'ELECTRONIC', Buffer.from(text, 'base64')))
    else
      for await (const lines of this.ballots.board(db, id))
        yield lines.map(({ head, way, sealed }) => ballotLine(ruleSet, head, way, sealed))
  }

  /** Of a secret decision: who voted. */
  async *attendance(db: Queryable, { id }: KeptDecision): Lines {
    for await (const heads of this.ballots.attendance(db, id)) yield heads.map(attendanceLine)
  }
}
