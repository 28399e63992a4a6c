import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'

/** ROLL: the roll is written. CLOSE: the voting ends. COUNT: the box is opened and counted. */
export const TASKS = ['ROLL', 'CLOSE', 'COUNT'] as const
export type TaskKind = (typeof TASKS)[number]

export interface Task {
  readonly decision: string
  readonly kind: TaskKind
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

  async add(tx: Queryable & { afterCommit(action: () => void): void }, decision: string, kind: TaskKind, since: Date): Promise<void> {
    await tx.run(sql`insert into task (decision, kind, since) values (${decision}, ${kind}, ${since}) on conflict do nothing`)
    tx.afterCommit(() => this.tell())
  }

  /** The oldest first. */
  waiting(): Promise<Task[]> {
    return this.database.rows<Task>(sql`select decision, kind from task order by since, decision limit 100`)
  }

  async progress(decision: string): Promise<Progress[]> {
    return this.database.rows<Progress>(sql`select kind, since, done, total from task where decision = ${decision} order by since`)
  }

  async isWaiting({ decision, kind }: Task): Promise<boolean> {
    return (await this.database.one(sql`select 1 as found from task where decision = ${decision} and kind = ${kind}`)) !== undefined
  }

  async advance({ decision, kind }: Task, done: number, total: number): Promise<void> {
    await this.database.run(sql`update task set done = ${done}, total = ${total} where decision = ${decision} and kind = ${kind}`)
  }

  async finish(tx: Queryable, { decision, kind }: Task): Promise<void> {
    await tx.run(sql`delete from task where decision = ${decision} and kind = ${kind}`)
  }

  onAdded(listener: () => void): void {
    this.listeners.add(listener)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
