import { type Database, sql, statement } from '@yiwang/database'
import { reasonOf } from './dead-letter.ts'
import type { Inbox, InboxOptions } from './inbox.ts'
import { type ReleaseAction, release } from './release.ts'
import type { Subscription } from './subscription.ts'
import { wallClock } from './wall-clock.ts'

interface Asked {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly action: ReleaseAction
}

/** Taken by one member of the group only: a key must not be dropped from twice. Whoever dies with it leaves it without a result. */
const TAKE = statement<[consumer: string, at: Date]>(
  'messaging-take-release',
  `
  update messaging.release set answered_at = $2
  where id = (select id from messaging.release where consumer = $1 and answered_at is null order by id limit 1 for update skip locked)
  returning id, topic, key, action`,
)

/** Does what people asked for through `npm run parked`: the handler is here, and not in the command. */
export class ReleaseDesk {
  private readonly inbox: Inbox
  private readonly options: InboxOptions
  private readonly subscriptions: () => readonly Subscription[]
  private timer: NodeJS.Timeout | undefined
  private inHand: Promise<void> = Promise.resolve()
  private closed = false

  constructor(inbox: Inbox, options: InboxOptions, subscriptions: () => readonly Subscription[]) {
    this.inbox = inbox
    this.options = options
    this.subscriptions = subscriptions
  }

  open(): void {
    if (this.closed) return
    this.timer = setTimeout(() => {
      this.inHand = this.serve()
        .catch((error) => this.options.log.warn({ reason: String(error) }, 'a release of parked events could not be looked after'))
        .then(() => this.open())
    }, LOOK_EVERY_MS)
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    await this.inHand
  }

  private async serve(): Promise<void> {
    const { database, group } = this.options
    for (;;) {
      const asked = this.closed ? undefined : await database.one<Asked>(TAKE(group, wallClock.now()))
      if (!asked) return
      await this.answer(database, asked)
    }
  }

  private async answer(database: Database, { id, topic, key, action }: Asked): Promise<void> {
    const subscription = this.subscriptions().find((candidate) => candidate.topic === topic)
    const { left, reason } = subscription
      ? await release(this.inbox, this.options, subscription, key, action).catch((error) => ({ left: -1, reason: reasonOf(error) }))
      : { left: -1, reason: `${this.options.group} does not consume ${topic}` }
    this.options.log.info({ topic, action, left }, 'parked events were released')
    await database.run(sql`update messaging.release set left_waiting = ${left}, reason = ${reason ?? null} where id = ${id}`)
  }
}

const LOOK_EVERY_MS = 1_000
