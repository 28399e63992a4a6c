import { isTransient, type Statement, sql, statement, type Transaction } from '@yiwang/database'
import { type Arrival, arrive, concerns } from './arrival.ts'
import { reasonOf } from './dead-letter.ts'
import type { Inbox, InboxOptions } from './inbox.ts'
import { advance, lockOf, parkedRecords, receive } from './inbox-store.ts'
import type { Subscription } from './subscription.ts'
import { wallClock } from './wall-clock.ts'

/** REPLAY: apply the key's events again. DROP: forget the first, then go on. ACCEPT_GAP: give up what is missing before the first, then go on. */
export type ReleaseAction = 'REPLAY' | 'DROP' | 'ACCEPT_GAP'

/** How many events of the key still wait, and why the first of them stands there. */
export interface Released {
  readonly left: number
  readonly reason?: string
}

const AT_ONCE = 500

/** Applies a parked key's events in order, each batch under the partition's lock, until none is left or the next fault. */
export async function release(
  inbox: Inbox,
  options: InboxOptions,
  subscription: Subscription,
  key: string,
  asked: ReleaseAction,
): Promise<Released> {
  const { database, group } = options
  const { topic } = subscription
  let action = asked
  for (let size = AT_ONCE; ; ) {
    const head = await database.one<{ partition: number }>(
      sql`select partition from messaging.parked where consumer = ${group} and topic = ${topic} and key = ${key} limit 1`,
    )
    if (!head) return { left: 0 }
    try {
      const stays = await database.transaction((tx) => releaseSome(tx, { inbox, options, subscription, key, action, size }), {
        lock: lockOf(group, topic, head.partition),
      })
      if (stays) return { left: await countOf(options, topic, key), reason: stays }
      action = 'REPLAY'
    } catch (error) {
      if (isTransient(error)) throw error
      if (size === 1) {
        await database.run(setReason(group, topic, key, reasonOf(error)))
        return { left: await countOf(options, topic, key), reason: reasonOf(error) }
      }
      size = Math.max(1, size >> 1)
    }
  }
}

interface Step {
  readonly inbox: Inbox
  readonly options: InboxOptions
  readonly subscription: Subscription
  readonly key: string
  readonly action: ReleaseAction
  readonly size: number
}

const FORGET = statement<[consumer: string, topic: string, partition: number, offsets: string[]]>(
  'messaging-forget',
  'delete from messaging.parked where consumer = $1 and topic = $2 and partition = $3 and "offset" = any($4::bigint[])',
)

/** Returns why the rest stays, or undefined. */
async function releaseSome(tx: Transaction, { inbox, options, subscription, key, action, size }: Step): Promise<string | undefined> {
  const { group } = options
  const { topic } = subscription
  const arrivals = (await parkedRecords(tx, group, topic, key, size)).map((record) => ({ ...arrive(subscription, record), key }))
  const [first, ...rest] = arrivals
  if (!first) return undefined
  const { partition } = first.record
  const dropped = action === 'DROP'
  if (dropped) await pass(tx, options, subscription, first)
  if (action === 'ACCEPT_GAP' && first.sequence > 0) await tx.run(advance(group, topic, new Map([[first.subject, first.sequence - 1]])))

  const released = (dropped ? rest : arrivals).filter((arrival) => concerns(subscription, arrival))
  const placement = await inbox.placed(tx, subscription, released, true)
  const outgoing = await inbox.handle(tx, subscription, placement)
  const stay = new Set(placement.waiting.map(({ event }) => event.record.offset))
  const gone = arrivals.map(({ record }) => record.offset).filter((offset) => !stay.has(offset))
  await tx.run(FORGET(group, topic, partition, gone))
  const reason = placement.waiting[0]?.reason ?? undefined
  if (reason) await tx.run(setReason(group, topic, key, reason))
  await options.outbox.emit(tx, outgoing)
  return reason
}

/** Moves the mark past an event that is given up, so that a further delivery of it is a duplicate. */
async function pass(tx: Transaction, { group }: InboxOptions, { topic, kind }: Subscription, first: Arrival): Promise<void> {
  if (kind === 'foreign') await receive(tx, group, topic, [first], wallClock.now())
  else if (first.sequence > 0) await tx.run(advance(group, topic, new Map([[first.subject, first.sequence]])))
}

const setReason = (consumer: string, topic: string, key: string, reason: string): Statement => sql`
  update messaging.parked set reason = ${reason}
  where consumer = ${consumer} and topic = ${topic} and key = ${key}
    and "offset" = (select min("offset") from messaging.parked where consumer = ${consumer} and topic = ${topic} and key = ${key})`

async function countOf({ database, group }: InboxOptions, topic: string, key: string): Promise<number> {
  const row = await database.one<{ n: number }>(
    sql`select count(*)::int as n from messaging.parked where consumer = ${group} and topic = ${topic} and key = ${key}`,
  )
  return row?.n ?? 0
}
