import { Injectable } from '@nestjs/common'
import type { dispatchEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'

type CaseEvent = ReceivedEvent<dispatchEvents.LedgerEntry>

/** What dispatch says about cases: that one waits for a decision of the owners. */
@Injectable()
export class FollowCases {
  readonly apply = async (_tx: Transaction, _events: readonly CaseEvent[]): Promise<void> => {}
}
