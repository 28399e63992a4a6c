import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import type { Channel, Delivery, Outcome } from './channel.ts'

const PUT = statement<[unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[], unknown[]]>(
  'inbox-put',
  `
  insert into inbox_item (id, person, event_id, type, case_id, template, template_version, params, at)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::int[], $8::jsonb[], $9::timestamptz[])
  on conflict (event_id, person) do nothing`,
)

/** The inbox in the product: one item for each fact and person. */
@Injectable()
export class InboxChannel implements Channel {
  readonly name = 'INBOX'
  readonly reaches = 'PEOPLE'
  readonly apart = false
  readonly batch = 500

  constructor(private readonly database: Database) {}

  async deliver(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const column = (pick: (delivery: Delivery) => unknown) => deliveries.map(pick)
    await this.database.run(
      PUT(
        column(() => uuid()),
        column(({ recipient }) => recipient),
        column(({ eventId }) => eventId),
        column(({ eventType }) => eventType),
        column(({ caseId }) => caseId),
        column(({ template }) => template),
        column(({ templateVersion }) => templateVersion),
        column(({ params }) => JSON.stringify(params)),
        column(({ at }) => at),
      ),
    )
    return deliveries.map(() => ({ sent: true }))
  }
}
