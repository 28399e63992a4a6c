import { Injectable } from '@nestjs/common'
import { Database, type Queryable, statement, type Transaction } from '@yiwang/database'
import type { Channel, Delivery } from '../channels/channel.ts'

export interface NewDelivery extends Omit<Delivery, 'attempts'> {
  readonly channel: Channel['name']
}

export interface SettledDelivery {
  readonly id: string
  /** PENDING: to be tried again at `nextAttemptAt`. */
  readonly state: 'PENDING' | 'SENT' | 'DEAD'
  readonly nextAttemptAt?: Date | undefined
  readonly reason?: string | undefined
}

const ADD = statement<
  [unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], Date]
>(
  'delivery-add',
  `
  insert into delivery (id, event_id, event_type, case_id, area, channel, recipient, at, template, template_version, params, body, next_attempt_at)
  select *, $13 from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::int[],
    $11::jsonb[], $12::text[]) as d (id, event_id, event_type, case_id, area, channel, recipient, at, template, template_version, params, body)
  order by event_id, recipient, channel
  on conflict (event_id, recipient, channel) do nothing`,
)

// A claimed delivery is another's only after the lease: a crash between the claim and the settlement repeats it then.
const CLAIM = statement<[string, Date, number, Date, string[]]>(
  'delivery-claim',
  `
  with due as (
    select id from delivery where state = 'PENDING' and channel = $1 and next_attempt_at <= $2 and recipient <> all($5::text[])
    order by next_attempt_at limit $3 for update skip locked
  )
  update delivery d set attempts = attempts + 1, next_attempt_at = $4 from due where d.id = due.id
  returning d.id, d.event_id as "eventId", d.event_type as "eventType", d.case_id as "caseId", d.area, d.recipient, d.at, d.template,
    d.template_version as "templateVersion", d.params, d.body, d.attempts`,
)

// Not "= 'PENDING'": a planner that knows nothing of the table yet would read the partial index of all that is pending, and keep that plan.
export const SETTLE = statement<[string[], string[], (Date | null)[], (string | null)[], Date]>(
  'delivery-settle',
  `
  update delivery d set state = s.state, next_attempt_at = coalesce(s.next_attempt_at, d.next_attempt_at), reason = s.reason,
    settled_at = case when s.state = 'PENDING' then null else $5::timestamptz end
  from unnest((select $1::uuid[]), $2::text[], $3::timestamptz[], $4::text[]) as s (id, state, next_attempt_at, reason)
  where d.id = s.id and d.state not in ('SENT', 'DEAD')`,
)

const TOLD_OF_RUNG = statement<[string[], string[]]>(
  'delivery-told-of-rung',
  `
  select distinct params->>'rungKey' as "rungKey", recipient from delivery
  where case_id = any($1::uuid[]) and template = 'escalation-raised' and params->>'rungKey' = any($2::text[])`,
)

/** What is to be told, and what became of it. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  /** Adds what is not there yet: a fact is told to a recipient once a channel. */
  async add(tx: Transaction, deliveries: readonly NewDelivery[], now: Date): Promise<void> {
    if (deliveries.length === 0) return
    const column = (pick: (delivery: NewDelivery) => unknown) => deliveries.map(pick)
    await tx.run(
      ADD(
        column(({ id }) => id),
        column(({ eventId }) => eventId),
        column(({ eventType }) => eventType),
        column(({ caseId }) => caseId),
        column(({ area }) => area),
        column(({ channel }) => channel),
        column(({ recipient }) => recipient),
        column(({ at }) => at),
        column(({ template }) => template),
        column(({ templateVersion }) => templateVersion),
        column(({ params }) => JSON.stringify(params)),
        column(({ body }) => body),
        now,
      ),
    )
  }

  /** Takes what is due for others than `busy`, each for one sender until `leaseUntil`. */
  claim(channel: Channel['name'], now: Date, limit: number, leaseUntil: Date, busy: readonly string[]): Promise<Delivery[]> {
    return this.database.rows(CLAIM(channel, now, limit, leaseUntil, [...busy]))
  }

  async settle(tx: Transaction, settled: readonly SettledDelivery[], now: Date): Promise<void> {
    await tx.run(
      SETTLE(
        settled.map(({ id }) => id),
        settled.map(({ state }) => state),
        settled.map(({ nextAttemptAt }) => nextAttemptAt ?? null),
        settled.map(({ reason }) => reason ?? null),
        now,
      ),
    )
  }

  /** Who was told that a rung was reached, by the rung's key. */
  async toldOfRungs(db: Queryable, caseIds: readonly string[], rungKeys: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await db.rows<{ rungKey: string; recipient: string }>(TOLD_OF_RUNG([...caseIds], [...rungKeys]))
    const told = Map.groupBy(rows, (row) => row.rungKey)
    return new Map([...told].map(([key, ofRung]) => [key, ofRung.map(({ recipient }) => recipient)]))
  }
}

/** Names the rung of an escalation in the parameters of what is told of it. */
export const rungKey = (clockId: string, epoch: number, rung: number): string => `${clockId}/${epoch}/${rung}`
