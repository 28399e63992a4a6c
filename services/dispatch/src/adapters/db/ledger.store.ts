import { fromJsonString } from '@bufbuild/protobuf'
import { Injectable } from '@nestjs/common'
import { dispatchEvents } from '@yiwang/contracts'
import { Database, sql, statement } from '@yiwang/database'
import type { LedgerEntry } from '../../domain/entry.ts'

export interface KeptText {
  readonly seq: number
  readonly text: string
  readonly salt: string
}

const ENTRIES = statement<[id: string, afterSeq: number, atMost: number]>(
  'ledger-entries',
  'select value from ledger.entry where case_id = $1 and seq > $2 order by seq limit $3',
)

export const entryOf = (value: string): LedgerEntry => fromJsonString(dispatchEvents.LedgerEntrySchema, value)

/** The responsibility ledger, as it was written. */
@Injectable()
export class LedgerStore {
  constructor(private readonly database: Database) {}

  /** As they stand on the bus. */
  async values(caseId: string, afterSeq = 0, atMost = 100_000): Promise<string[]> {
    return (await this.database.rows<{ value: string }>(ENTRIES(caseId, afterSeq, atMost))).map(({ value }) => value)
  }

  async entries(caseId: string, afterSeq = 0, atMost?: number): Promise<LedgerEntry[]> {
    return (await this.values(caseId, afterSeq, atMost)).map(entryOf)
  }

  texts(caseId: string): Promise<KeptText[]> {
    return this.database.rows(sql`select seq, text, salt from ledger.text where case_id = ${caseId} order by seq`)
  }

  async text(caseId: string, seq: number): Promise<string | undefined> {
    const found = await this.database.one<{ text: string }>(sql`select text from ledger.text where case_id = ${caseId} and seq = ${seq}`)
    return found?.text
  }
}
