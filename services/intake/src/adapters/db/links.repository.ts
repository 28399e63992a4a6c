import { type Queryable, sql } from '@yiwang/database'

export interface Link {
  readonly id: string
  readonly number?: string
  readonly at: Date
}

export async function insertLink(tx: Queryable, matter: string, to: string, by: string, at: Date): Promise<void> {
  await tx.run(
    sql`insert into matter_link (matter, "to", linked_by, linked_at) values (${matter}, ${to}, ${by}, ${at}) on conflict do nothing`,
  )
}

/** The matters to which this one is linked, whichever of the two was linked to the other. */
export async function linksOf(db: Queryable, matter: string): Promise<Link[]> {
  const rows = await db.rows<{ id: string; number: string | null; at: Date }>(sql`
    select l.id, c.number, min(l.at) as at from (
      select "to" as id, linked_at as at from matter_link where matter = ${matter}
      union all select matter, linked_at from matter_link where "to" = ${matter}
    ) l left join followed_case c on c.id = l.id group by l.id, c.number order by at, l.id`)
  return rows.map(({ id, number, at }) => ({ id, ...(number !== null && { number }), at }))
}
