import { Injectable } from '@nestjs/common'
import type { slaEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'

type ClockEvent = ReceivedEvent<slaEvents.ClockEvent>

/** What sla says about the clocks of decisions: stages end by them. */
@Injectable()
export class FollowClocks {
  readonly apply = async (_tx: Transaction, _events: readonly ClockEvent[]): Promise<void> => {}
}
