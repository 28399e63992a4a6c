import { Injectable } from '@nestjs/common'
import { Database, isTransient, lockNamed } from '@yiwang/database'
import { Clock, Logger, Loop, RequestError } from '@yiwang/service-kit'
import { type Task, TasksRepository } from './adapters/db/tasks.repository.ts'
import { ClosingService } from './closing.service.ts'
import { CountingService } from './counting.service.ts'
import { RollsService } from './rolls.service.ts'
import { startVotingMetrics, timed } from './voting-metrics.ts'

const IDLE_MS = 1_000
const AFTER_FAULT_MS = 2_000

/** Does what waits for a decision, one after the other; of several processes one does a task, and another takes over where it dies. */
@Injectable()
export class TaskLoop {
  private readonly loop = new Loop(() => this.once())

  constructor(
    private readonly database: Database,
    private readonly tasks: TasksRepository,
    private readonly rolls: RollsService,
    private readonly closing: ClosingService,
    private readonly counting: CountingService,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    tasks.onAdded(this.loop.wake)
  }

  /** Returns how to stop it. */
  start(): () => Promise<void> {
    startVotingMetrics()
    return this.loop.start()
  }

  /** Returns how long to wait for the next look. */
  private async once(): Promise<number> {
    try {
      const waiting = await this.tasks.waiting(this.clock.now())
      let failed = false
      for (const task of waiting) if (!this.loop.isEnding) failed = !(await this.tried(task)) || failed
      return failed ? AFTER_FAULT_MS : IDLE_MS
    } catch (error) {
      this.log[isTransient(error) ? 'warn' : 'error']({ err: error }, 'tasks of decisions cannot be read; they wait')
      return AFTER_FAULT_MS
    }
  }

  private async tried(task: Task): Promise<boolean> {
    try {
      await this.alone(task)
      return true
    } catch (error) {
      const passes = isTransient(error) || error instanceof RequestError
      this.log[passes ? 'warn' : 'error']({ err: error, ...task }, 'a task of a decision failed; it waits and is tried again')
      return false
    }
  }

  /** Under a lock that ends with the process. */
  private async alone(task: Task): Promise<void> {
    const session = await this.database.session()
    try {
      const { rows } = await session.query('select pg_try_advisory_lock($1::bigint) as mine', [String(lockOf(task))])
      if (rows[0].mine && (await this.tasks.isWaiting(task))) await timed(task.kind, () => this.carryOut(task))
    } finally {
      await session.end()
    }
  }

  private carryOut(task: Task): Promise<void> {
    switch (task.kind) {
      case 'ROLL':
        return this.rolls.write(task)
      case 'CLOSE':
        return this.closing.close(task)
      case 'COUNT':
        return this.counting.count(task)
    }
  }
}

const lockOf = ({ decision, kind }: Task): bigint => lockNamed(`voting/task/${decision}/${kind}`)
