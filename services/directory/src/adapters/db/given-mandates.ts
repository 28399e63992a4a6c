import { sql, type Transaction } from '@yiwang/database'

export interface OwnerKey {
  readonly compound: string
  readonly owner: string
}

/** Ends what was given in the name of these owners by whoever is that owner no more. What an officer filed by a document stands. */
export async function revokeGiven(
  tx: Transaction,
  owners: readonly OwnerKey[],
  { at, actor }: { at: Date; actor?: string },
): Promise<void> {
  const [compounds, keys] = [owners.map(({ compound }) => compound), owners.map(({ owner }) => owner)]
  await tx.run(sql`
    with given as (
      select m.id, min(e.owner) as owner
      from (select distinct * from unnest(${compounds}::text[], ${keys}::text[]) as o (compound, key)) o
      join mandate m on m.compound = o.compound and o.key = any(m.owners)
      join register_entry e on e.subject = m.id and e.fact = 'CONSENTED' and e.owner = o.key
      where m.revoked_at is null and least(m.valid_to, 'infinity') > ${at}
        and not exists (select from binding b where (b.compound, b.kind, b.key) = (o.compound, 'OWNER', o.key)
          and b.person = e.actor and b.bound_to is null)
      group by m.id
    ), ended as (
      update mandate set revoked_at = ${at} from given where mandate.id = given.id
    )
    insert into register_entry (subject, seq, fact, at, actor, owner, basis)
    select id, (select max(seq) from register_entry e where e.subject = id) + 1, 'REVOKED', ${at}, ${actor ?? null}, owner,
      ${actor === undefined ? 'IMPORT' : null}
    from given`)
}
