import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'

/** ROLL: the roll is written. CLOSE: the voting ends. COUNT: the box is opened and counted. */
export const TASKS = ['ROLL', 'CLOSE', 'COUNT'] as const
export type TaskKind = (typeof TASKS)[number]

export interface Task {
  readonly decision: string
  readonly kind: TaskKind
  /** How often it was asked for: what is asked for while it is done is not done with that. */
  readonly asked: number
}

export interface Progress {
  readonly kind: TaskKind
  readonly since: Date
  readonly done: number
  readonly total?: number | undefined
}

/** What is to be done for a decision by whichever process, until it is done. */
@Injectable()
export class TasksRepository {
  private readonly listeners = new Set<() => void>()

  constructor(private readonly database: Database) {}

  async add(tx: Queryable & { afterCommit(action: () => void): void }, decision: string, kind: TaskKind, since: Date): Promise<Task> {
    tx.afterCommit(() => this.tell())
    return (await tx.one<Task>(sql`
      insert into task as t (decision, kind, since) values (${decision}, ${kind}, ${since})
      on conflict (decision, kind) do update set since = excluded.since, asked = t.asked + 1
      returning decision, kind, asked`))!
  }

  /** Whose time has come, the oldest first. */
  waiting(now: Date): Promise<Task[]> {
    return this.database.rows<Task>(sql`select decision, kind, asked from task where since <= ${now} order by since, decision limit 100`)
  }

  async progress(decision: string, now: Date): Promise<Progress[]> {
    return this.database.rows<Progress>(
      sql`select kind, since, done, total from task where decision = ${decision} and since <= ${now} order by since`,
    )
  }

  async isWaiting(task: Task): Promise<boolean> {
    return (await this.database.one(sql`select 1 as found from task ${where(task)}`)) !== undefined
  }

  async advance(task: Task, done: number, total: number): Promise<void> {
    await this.database.run(sql`update task set done = ${done}, total = ${total} ${where(task)}`)
  }

  /** It is not its time yet. */
  async postpone(tx: Queryable, task: Task, until: Date): Promise<void> {
    await tx.run(sql`update task set since = ${until} ${where(task)}`)
  }

  /** False where it was asked for once more since then: that is still to be done. */
  async finish(tx: Queryable, task: Task): Promise<boolean> {
    return (await tx.run(sql`delete from task ${where(task)}`)) === 1
  }

  onAdded(listener: () => void): void {
    this.listeners.add(listener)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

const where = ({ decision, kind, asked }: Task) => sql`where decision = ${decision} and kind = ${kind} and asked = ${asked}`
