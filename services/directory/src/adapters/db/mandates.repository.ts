import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import { Sealing } from '@yiwang/service-kit'
import type { Mandate } from '../../domain/mandate.ts'
import { openName, sealName } from '../sealed-columns.ts'
import { registerLock } from './locks.ts'
import { RecordRepository, type RegisterEntry } from './record.repository.ts'

export type NewMandate = Omit<Mandate, 'area' | 'consents' | 'revokedAt'>

type Nullable<T> = { readonly [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] }
type Row = Omit<Nullable<Mandate>, 'name'> & { readonly name: Buffer | null }

const SELECT = sql`select m.id, m.compound, k.area, m.kind, m.owners, m.voter, m.person, m.name, m.valid_from as "from", m.valid_to as "to", m.document,
  m.filed_by as "filedBy", m.filed_at as "filedAt", m.complete_at as "completeAt", m.revoked_at as "revokedAt",
  array(select e.owner from register_entry e where e.subject = m.id and e.fact = 'CONSENTED' order by e.owner) as consents
  from mandate m join compound k on k.code = m.compound`

/** Who votes for whom, by the word of the owners. */
@Injectable()
export class MandatesRepository {
  constructor(
    private readonly database: Database,
    private readonly record: RecordRepository,
    private readonly sealing: Sealing,
  ) {}

  /** Mandates of one compound are changed one after the other. */
  changing<T>(compound: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work, { lock: registerLock(compound) })
  }

  async add(tx: Queryable, mandate: NewMandate, key: string | undefined): Promise<void> {
    const { id, compound, kind, owners, voter = null, person = null, name, from, to = null, document = null, filedBy, filedAt } = mandate
    const sealed = name === undefined ? null : sealName(this.sealing, id, name)
    await tx.run(sql`
      insert into mandate (id, compound, kind, owners, voter, person, name, valid_from, valid_to, document, filed_by, filed_at, complete_at, idempotency_key)
      values (${id}, ${compound}, ${kind}, ${owners}, ${voter}, ${person}, ${sealed}, ${from}, ${to}, ${document}, ${filedBy}, ${filedAt},
        ${mandate.completeAt ?? null}, ${key ?? null})`)
    await this.record.add(tx, id, { fact: 'FILED', at: filedAt, actor: filedBy, document: document ?? undefined })
  }

  async consent(tx: Queryable, id: string, owners: readonly string[], by: { readonly actor: string; readonly at: Date }): Promise<void> {
    for (const owner of owners) await this.record.add(tx, id, { fact: 'CONSENTED', owner, ...by })
  }

  async complete(tx: Queryable, id: string, at: Date): Promise<void> {
    await tx.run(sql`update mandate set complete_at = ${at} where id = ${id}`)
  }

  async revoke(tx: Queryable, id: string, entry: Omit<RegisterEntry, 'fact'>): Promise<void> {
    await tx.run(sql`update mandate set revoked_at = ${entry.at} where id = ${id}`)
    await this.record.add(tx, id, { fact: 'REVOKED', ...entry })
  }

  /** One of the same owners, waiting or given, whose time is partly the same. */
  async standing(tx: Queryable, { compound, owners, from, to }: NewMandate, now: Date): Promise<string | undefined> {
    const row = await tx.one<{ id: string }>(sql`
      select id from mandate where compound = ${compound} and owners = ${owners}::text[] and revoked_at is null
        and least(valid_to, 'infinity') > ${now} and valid_from < least(${to ?? null}::timestamptz, 'infinity') and least(valid_to, 'infinity') > ${from}
      limit 1`)
    return row?.id
  }

  async find(id: string, db: Queryable = this.database): Promise<Mandate | undefined> {
    return this.#one(await db.one<Row>(sql`${SELECT} where m.id = ${id}`))
  }

  recordOf(id: string): Promise<RegisterEntry[]> {
    return this.record.of(id)
  }

  async withKey(tx: Queryable, person: string, key: string): Promise<Mandate | undefined> {
    return this.#one(await tx.one<Row>(sql`${SELECT} where m.filed_by = ${person} and m.idempotency_key = ${key}`))
  }

  /** All of a compound, or those that `maySeeMandate` lets a person see who is these owners. */
  async list(
    compound: string,
    of: 'ALL' | { readonly person: string; readonly owners: readonly string[] },
    after: string | undefined,
    limit: number,
  ): Promise<Mandate[]> {
    const concerns = of === 'ALL' ? sql`true` : sql`(m.owners && ${of.owners}::text[] or m.person = ${of.person})`
    const rows = await this.database.rows<Row>(sql`${SELECT}
      where m.compound = ${compound} and ${concerns} and ${after === undefined ? sql`true` : sql`m.id > ${after}`}
      order by m.id limit ${limit}`)
    return rows.map((row) => this.#opened(row))
  }

  #one(row: Row | undefined): Mandate | undefined {
    return row && this.#opened(row)
  }

  #opened({ name, voter, person, to, document, completeAt, revokedAt, ...row }: Row): Mandate {
    return {
      ...row,
      ...{ voter: voter ?? undefined, person: person ?? undefined, to: to ?? undefined, document: document ?? undefined },
      ...{ completeAt: completeAt ?? undefined, revokedAt: revokedAt ?? undefined },
      name: name ? openName(this.sealing, row.id, name) : undefined,
    }
  }
}
