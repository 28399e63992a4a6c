import { Inject, Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'
import { CONFIG, residentId } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import type { DirectoryConfig } from '../../config.ts'
import { registerLock } from './locks.ts'

export interface Bound {
  readonly compound: string
  readonly kind: 'OWNER' | 'HOUSEHOLD'
  readonly key: string
}

/** Who was a key of the register and is no more, and mandates that were taken back. */
export interface Revoked {
  readonly bindings: { readonly owner: string; readonly person: string }[]
  readonly mandates: string[]
}

const LOGINS_AT_ONCE = 1_000

/** Which persons are which owners and of which households, from when to when. */
@Injectable()
export class BindingsRepository {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: DirectoryConfig,
  ) {}

  /** False where this owner is somebody else. Who is bound already stays so. */
  async bind(
    tx: Queryable,
    { compound, kind, key }: Bound,
    { person, claim, at }: { person: string; claim: string; at: Date },
  ): Promise<boolean> {
    // Clocks differ: who was this owner before has left when the next one comes.
    const before = sql`(select max(bound_to) from binding where (compound, kind, key) = (${compound}, ${kind}, ${key}))`
    // The unique indexes decide, so that of two approvals at once one waits for the other and then finds what it did.
    const bound = await tx.run(sql`insert into binding (id, compound, kind, key, person, bound_from, claim)
      values (${uuid()}, ${compound}, ${kind}, ${key}, ${person}, greatest(${at}, ${before}), ${claim}) on conflict do nothing`)
    if (bound === 1) return true
    const isOurs = await tx.one(sql`select 1 from binding
      where (compound, kind, key) = (${compound}, ${kind}, ${key}) and bound_to is null and person = ${person}`)
    return isOurs !== undefined
  }

  async unbind(
    tx: Queryable,
    { compound, kind, key }: Bound,
    whose: { person: string | undefined; login: string | undefined },
    at: Date,
  ): Promise<void> {
    const of = whose.person === undefined ? sql`person is null and login = ${whose.login}` : sql`person = ${whose.person}`
    await tx.run(sql`update binding set bound_to = greatest(${at}, bound_from)
      where (compound, kind, key) = (${compound}, ${kind}, ${key}) and bound_to is null and ${of}`)
  }

  /** Which owners of a compound a person is now. */
  async ownersOf(compound: string, person: string, db: Queryable = this.database): Promise<string[]> {
    const rows = await db.rows<{
      key: string
    }>(
      sql`select key from binding where person = ${person} and compound = ${compound} and kind = 'OWNER' and bound_to is null order by key`,
    )
    return rows.map(({ key }) => key)
  }

  /**
   * An import approves logins, and bindings are of persons. Where the login is the subject of the token the person follows from it: asked
   * before anybody looks who is bound in a compound. Who has become staff meanwhile is that member. Where it is another claim, `met` says it.
   */
  async settle(compound: string): Promise<void> {
    for (let at = LOGINS_AT_ONCE; this.config.IDENTITY_CLAIM === 'sub' && at === LOGINS_AT_ONCE; ) {
      const rows = await this.database.rows<{ login: string; staff: string | null }>(sql`
        select distinct b.login, s.id as staff from binding b left join staff s on s.login = b.login and s.retired_at is null
        where b.compound = ${compound} and b.person is null order by b.login limit ${LOGINS_AT_ONCE}`)
      const known = rows.map(({ login, staff }) => ({ login, person: staff ?? residentId(this.config.ISSUER_URL, login) }))
      await this.#become(compound, known)
      at = rows.length
    }
  }

  /** Who calls with this login is its person from now on. */
  async met(login: string, person: string): Promise<void> {
    const waiting = await this.database.rows<{ compound: string }>(
      sql`select distinct compound from binding where login = ${login} and person is null`,
    )
    for (const { compound } of waiting) await this.#become(compound, [{ login, person }])
  }

  /** A household that the person was bound to already is not bound twice: the import's own ends where it began. */
  async #become(compound: string, known: readonly { readonly login: string; readonly person: string }[]): Promise<void> {
    if (known.length === 0) return
    const [logins, persons] = [known.map(({ login }) => login), known.map(({ person }) => person)]
    const of = sql`unnest(${logins}::text[], ${persons}::uuid[]) as known (login, person)`
    const work = async (tx: Queryable) => {
      await tx.run(sql`update binding b set bound_to = b.bound_from from ${of} where b.compound = ${compound} and b.login = known.login
        and b.person is null and b.bound_to is null and b.kind = 'HOUSEHOLD'
        and exists (select from binding o where (o.compound, o.kind, o.key) = (b.compound, b.kind, b.key)
          and o.person = known.person and o.bound_to is null)`)
      for (const table of [sql`binding`, sql`room_claim`])
        await tx.run(sql`update ${table} b set person = known.person from ${of}
          where b.compound = ${compound} and b.login = known.login and b.person is null`)
    }
    await this.database.transaction(work, { lock: registerLock(compound) })
  }

  /** Of whoever is that key again nothing has ended. */
  async revoked(compound: string, kind: Bound['kind'] | undefined, since: Date): Promise<Revoked> {
    const kinds = kind === undefined ? ['OWNER', 'HOUSEHOLD'] : [kind]
    const [bindings, mandates] = await Promise.all([
      this.database.rows<{ owner: string; person: string }>(sql`
        select b.key as owner, b.person from binding b
        where b.compound = ${compound} and b.bound_to > ${since} and b.kind = any(${kinds}) and b.person is not null
          and not exists (select from binding o where (o.compound, o.kind, o.key) = (b.compound, b.kind, b.key)
            and o.person = b.person and o.bound_to is null)`),
      this.database.rows<{ id: string }>(sql`select id from mandate where compound = ${compound} and revoked_at > ${since}`),
    ])
    return { bindings, mandates: mandates.map(({ id }) => id) }
  }
}
