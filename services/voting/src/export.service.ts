import { Readable } from 'node:stream'
import { Injectable } from '@nestjs/common'
import { Database, sql } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import type { Actor } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { openedLines } from './counting.service.ts'
import { VotingError } from './errors.ts'
import { PublishedLines } from './published-lines.ts'
import { ReadingService } from './reading.service.ts'

/** Everything that is needed to count a decision again (docs/formats/decision.md). */
@Injectable()
export class ExportService {
  constructor(
    private readonly reading: ReadingService,
    private readonly database: Database,
    private readonly published: PublishedLines,
  ) {}

  /** Lines of JSON. Everybody may have it once the result is announced. */
  async export(reader: Actor | undefined, id: string): Promise<Readable> {
    const decision = await this.reading.visible(reader, id)
    if (!decision.announcedAt) throw new VotingError('not-counted', 'It is published with the result.')
    return Readable.from(this.pieces(decision))
  }

  private async *pieces(decision: KeptDecision): AsyncGenerator<string> {
    for await (const lines of this.lines(decision)) yield lines.map((line) => `${line}\n`).join('')
  }

  private async *lines(decision: KeptDecision): AsyncGenerator<string[]> {
    const { id, ruleSet, privateKey } = decision
    const checkpoint = (of: 'ROLL' | 'BOARD' | 'RESULT', note: string) => canonical({ line: 'checkpoint', of, note })
    yield [decision.firstLine!]
    yield* this.published.roll(this.database, decision)
    yield [checkpoint('ROLL', decision.rollNote!)]
    if (privateKey) yield [canonical({ line: 'key', privateKey: privateKey.toString('base64') })]
    yield* this.published.board(this.database, decision)
    if (ruleSet.secret) yield* this.published.attendance(this.database, decision)
    yield [checkpoint('BOARD', decision.boardNote!)]
    if (ruleSet.secret) yield* openedLines(await this.opened(id))
    yield [decision.resultLine!, checkpoint('RESULT', decision.resultNote!)]
  }

  private async opened(id: string): Promise<Map<string, number>> {
    const rows = await this.database.rows<{ choices: string; ballots: number }>(
      sql`select choices, ballots from opened_choices where decision = ${id}`,
    )
    return new Map(rows.map(({ choices, ballots }) => [choices, ballots]))
  }
}
