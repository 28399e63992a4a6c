import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import type { slaEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import { DecisionsRepository } from './adapters/db/decisions.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { DecisionRecord, SYSTEM } from './decision-record.ts'
import { CLOCKS, type ClockKind } from './domain/decision.ts'
import { elapse } from './domain/stages.ts'

type ClockEvent = ReceivedEvent<slaEvents.ClockEvent>

/** Clocks of cases are none of ours. */
export const isOfDecision = ({ value }: ClockEvent): boolean => (CLOCKS as readonly string[]).includes(value.kind)

/** Until when a stage lasts, as it stands in a column. The end of the voting is said when it opens. */
const DUE_COLUMN = { NOTICE: 'notice_due_at', OPINIONS: 'opinions_due_at', OBJECTIONS: 'objections_due_at' } as const

/** What sla says about the clocks of decisions: stages end by them. */
@Injectable()
export class FollowClocks {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly record: DecisionRecord,
    private readonly tasks: TasksRepository,
  ) {}

  readonly apply = async (tx: Transaction, events: readonly ClockEvent[]): Promise<void> => {
    for (const event of events) await this.follow(tx, event)
  }

  private async follow(tx: Transaction, { fact, value }: ClockEvent): Promise<void> {
    const kind = value.kind as ClockKind
    const at = timestampDate(value.dueAt!)
    if (kind === 'VOTING') {
      if (fact === 'elapsed') await this.tasks.add(tx, value.caseId, 'CLOSE', at)
    } else if (fact === 'elapsed') await this.elapsed(tx, value.caseId, kind, at)
    else if (fact !== 'stopped')
      await tx.run({ text: `update decision set ${DUE_COLUMN[kind]} = $2 where id = $1`, values: [value.caseId, at] })
  }

  private async elapsed(tx: Transaction, id: string, kind: Exclude<ClockKind, 'VOTING'>, at: Date): Promise<void> {
    const decision = await this.decisions.lock(tx, id)
    const change = decision && elapse(decision, kind, at)
    if (change) await this.record.add(tx, decision, change, SYSTEM, { at })
  }
}
