import { Injectable } from '@nestjs/common'
import { events } from '@yiwang/contracts'
import { Database, isTransient, type Queryable, statement, type Transaction } from '@yiwang/database'
import { Outbox, PermanentError } from '@yiwang/messaging'
import { type Case, isCaseId } from '../../domain/case.ts'
import type { Change } from '../../domain/entry.ts'
import { type CaseRow, caseOf, columnArrays, READ_COLUMNS } from './case-columns.ts'
import { REGISTER, SAVE } from './case-statements.ts'

/** A command that was sent with an Idempotency-Key: stands on its entry, for ever. */
export interface KeyedCommand {
  readonly key: string
  readonly hash: string
  readonly answer: string
}

const READ = statement<[id: string]>('case-read', `select ${READ_COLUMNS} from kase k where id = $1`)

const READ_WITH_KEY = statement<[id: string, key: string]>(
  'case-read-with-key',
  `select ${READ_COLUMNS}, e.command_hash, e.answer, clock_timestamp() as read_at
  from kase k left join ledger.entry e on e.case_id = k.id and e.command_key = $2 where k.id = $1`,
)
const READ_FOR_COMMAND = statement<[id: string]>(
  'case-read-for-command',
  `select ${READ_COLUMNS}, clock_timestamp() as read_at from kase k where id = $1`,
)

/** A case as a command finds it. */
export interface CaseAtHand {
  readonly kase: Case
  /** When it was read, by the database's clock. */
  readonly readAt: Date
  /** What the case has seen of the command. */
  readonly done?: Omit<KeyedCommand, 'key'> | undefined
}
type RowAtHand = CaseRow & { read_at: Date; command_hash?: string | null; answer?: string | null }

const LOCK = statement<[ids: readonly string[]]>(
  'case-lock',
  `select ${READ_COLUMNS} from kase k where id = any((select $1::uuid[])::uuid[]) order by id for update`,
)

interface Saving {
  readonly command?: KeyedCommand | undefined
  /** The number of the last entry that each case was read with. */
  readonly readSeqs?: readonly number[]
  readonly readAt?: Date
}

/** Cases and their entries. A command is two round trips: one read, one statement that writes state, entry and outbox row. */
@Injectable()
export class CaseStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async find(id: string): Promise<Case | undefined> {
    const row = await this.database.one<CaseRow>(READ(id))
    return row && caseOf(row)
  }

  /** For a command, with what the case has seen of the command of this key. */
  async read(id: string, key?: string): Promise<CaseAtHand | undefined> {
    const row = await this.database.one<RowAtHand>(key === undefined ? READ_FOR_COMMAND(id) : READ_WITH_KEY(id, key))
    if (!row) return undefined
    const { command_hash: hash, answer, read_at: readAt } = row
    return { kase: caseOf(row), readAt, done: hash && answer ? { hash, answer } : undefined }
  }

  /** False: the case has moved on since it was read, or that is too long ago; read and decide again. */
  async save(change: Change, readAt: Date, command?: KeyedCommand): Promise<boolean> {
    try {
      const saving = { command, readSeqs: [change.before.seq], readAt }
      const saved = await this.write(this.database, SAVE, [change.next], [change], saving)
      if (saved.length > 0) this.outbox.signal()
      return saved.length > 0
    } catch (error) {
      if (isDoubledCommand(error) && !isTransient(error)) return false
      throw error
    }
  }

  /** Locks cases in the order of their ids, so that two consumers never wait for each other. */
  async lock(tx: Transaction, ids: readonly string[]): Promise<Map<string, Case>> {
    if (!ids.every(isCaseId)) throw new PermanentError('the id of a case is no UUID')
    const rows = await tx.rows<CaseRow>(LOCK(ids))
    return new Map(rows.map((row) => [row.id, caseOf(row)]))
  }

  /** Of locked cases: the last state of each, and all entries in order. */
  async saveLocked(tx: Transaction, changes: readonly Change[]): Promise<void> {
    const last = new Map(changes.map(({ next }) => [next.id, next]))
    const read = new Map(changes.toReversed().map(({ before }) => [before.id, before.seq]))
    await this.write(tx, SAVE, [...last.values()], changes, { readSeqs: [...last.keys()].map((id) => read.get(id)!) })
    tx.afterCommit(() => this.outbox.signal())
  }

  /** Those that are not there yet; whoever is there already keeps its entries. */
  async register(tx: Transaction, changes: readonly Change[]): Promise<void> {
    await this.write(
      tx,
      REGISTER,
      changes.map(({ next }) => next),
      changes,
    )
    tx.afterCommit(() => this.outbox.signal())
  }

  private write(
    queryable: Queryable,
    write: typeof SAVE,
    kases: Case[],
    changes: readonly Change[],
    { command, readSeqs, readAt }: Saving = {},
  ) {
    const rows = changes.map(({ entry, next }) =>
      this.outbox.encode({
        event: events.dispatchCase[entry.fact as keyof typeof events.dispatchCase],
        key: next.id,
        subject: next.id,
        area: next.area,
        at: next.lastAt,
        value: entry,
      }),
    )
    return queryable.rows<{ id: string }>(
      write(
        ...columnArrays(kases),
        changes.map(({ next }) => next.id),
        changes.map(({ entry }) => entry.seq),
        changes.map(({ next }) => next.lastAt.toISOString()),
        rows.map(({ value }) => value),
        rows.map(({ topic }) => topic),
        rows.map(({ headers }) => JSON.stringify(headers)),
        changes.map(({ text }) => text?.text ?? null),
        changes.map(({ text }) => text?.salt ?? null),
        ...[command?.key, command?.hash, command?.answer].map((part) => changes.map(() => part ?? null)),
        ...(readSeqs ? [readSeqs, readAt ?? null] : []),
      ),
    )
  }
}

/** The same command with the same key was written at the same time: reading again finds it. */
const isDoubledCommand = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505'
