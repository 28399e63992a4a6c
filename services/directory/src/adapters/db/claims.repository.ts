import { Injectable } from '@nestjs/common'
import { Database, lockNamed, type Queryable, sql, type Transaction } from '@yiwang/database'
import { Sealing } from '@yiwang/service-kit'
import type { Claim, ClaimKind, ClaimState } from '../../domain/claim.ts'
import { openDetails, sealDetails } from '../sealed-columns.ts'
import { registerLock } from './locks.ts'
import { RecordRepository } from './record.repository.ts'

export interface NewClaim extends Omit<Claim, 'area' | 'state' | 'login'> {
  readonly person: string
  readonly idempotencyKey: string | undefined
}

export interface ClaimFilter {
  readonly compound?: string | undefined
  readonly state?: ClaimState | undefined
  readonly person?: string | undefined
}

interface Row {
  readonly id: string
  readonly compound: string
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly area: string
  readonly person: string | null
  readonly login: string | null
  readonly claimed_as: ClaimKind
  readonly owner: string | null
  readonly household: string | null
  readonly details: Buffer | null
  readonly document: string | null
  readonly state: ClaimState
  readonly claimed_at: Date
}

const SELECT = sql`select c.id, c.compound, c.building, c.unit, c.room, k.area, c.person, c.login, c.claimed_as, c.owner, c.household, c.details, c.document,
  c.state, c.claimed_at from room_claim c join compound k on k.code = c.compound`

/** An import's claim is a login's until the login is known as a person. */
const whose = ({ person, login }: Pick<Claim, 'person' | 'login'>) =>
  person === undefined ? sql`person is null and login = ${login}` : sql`person = ${person}`

/** Claims on rooms, with what claimants say of themselves in the clear here and sealed below. */
@Injectable()
export class ClaimsRepository {
  constructor(
    private readonly database: Database,
    private readonly record: RecordRepository,
    private readonly sealing: Sealing,
  ) {}

  /** Claims of one person wait for each other. */
  asPerson<T>(person: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work, { lock: lockNamed(`room-claims ${person}`) })
  }

  /** With the claim as it is now. Decisions in one compound wait for each other: each sees what the one before it bound and ended. */
  deciding<T>({ id, compound }: Pick<Claim, 'id' | 'compound'>, work: (tx: Transaction, claim: Claim) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => work(tx, (await this.find(id, tx))!), { lock: registerLock(compound) })
  }

  /** False where a claim of this person on this room is waiting. */
  async add(tx: Queryable, claim: NewClaim): Promise<boolean> {
    const { id, compound, building, unit, room, person, as, owner = null, household = null, details, document = null } = claim
    const sealed = details ? sealDetails(this.sealing, id, details) : null
    const added = await tx.run(sql`
      insert into room_claim (id, compound, building, unit, room, person, claimed_as, owner, household, details, document, state, claimed_at, idempotency_key)
      values (${id}, ${compound}, ${building}, ${unit}, ${room}, ${person}, ${as}, ${owner}, ${household}, ${sealed}, ${document}, 'PENDING',
        ${claim.claimedAt}, ${claim.idempotencyKey ?? null})
      on conflict (person, compound, building, unit, room) where state = 'PENDING' do nothing`)
    if (added === 1) await this.record.add(tx, id, { fact: 'CLAIMED', at: claim.claimedAt, actor: person, document: document ?? undefined })
    return added === 1
  }

  /** The instants at which a person claimed rooms since then, the earliest first. */
  async claimedSince(tx: Queryable, person: string, since: Date): Promise<Date[]> {
    const rows = await tx.rows<{ at: Date }>(sql`
      select claimed_at as at from room_claim where person = ${person} and claimed_at > ${since} and login is null order by claimed_at`)
    return rows.map(({ at }) => at)
  }

  async withKey(tx: Queryable, person: string, key: string): Promise<Claim | undefined> {
    return this.#one(await tx.one<Row>(sql`${SELECT} where c.person = ${person} and c.idempotency_key = ${key}`))
  }

  async find(id: string, db: Queryable = this.database): Promise<Claim | undefined> {
    return this.#one(await db.one<Row>(sql`${SELECT} where c.id = ${id}`))
  }

  /** In order of their ids, which is that of their making. */
  async list({ compound, state, person }: ClaimFilter, after: string | undefined, limit: number): Promise<Claim[]> {
    const rows = await this.database.rows<Row>(sql`${SELECT}
      where ${compound === undefined ? sql`true` : sql`c.compound = ${compound}`}
        and ${state === undefined ? sql`true` : sql`c.state = ${state}`}
        and ${person === undefined ? sql`true` : sql`c.person = ${person}`}
        and ${after === undefined ? sql`true` : sql`c.id > ${after}`}
      order by c.id limit ${limit}`)
    return rows.map((row) => this.#opened(row))
  }

  async approve(tx: Queryable, id: string, { owner, household }: Pick<Claim, 'owner' | 'household'>): Promise<void> {
    await tx.run(sql`update room_claim set state = 'APPROVED', owner = ${owner ?? null}, household = ${household ?? null} where id = ${id}`)
  }

  /** What the claimant said of themselves was for who decides: nobody needs it any more. */
  async end(tx: Queryable, ids: readonly string[], state: 'REFUSED' | 'WITHDRAWN' | 'REVOKED'): Promise<void> {
    await tx.run(sql`update room_claim set state = ${state}, details = null where id = any(${ids}::uuid[])`)
  }

  /** Every approved claim by which this one's person is the same owner; of a claim without an owner, of the same household. */
  async approvedAlike(tx: Queryable, claim: Claim): Promise<Pick<Claim, 'id' | 'household'>[]> {
    const alike = claim.owner === undefined ? sql`owner is null and household = ${claim.household ?? null}` : sql`owner = ${claim.owner}`
    const rows = await tx.rows<{ id: string; household: string | null }>(sql`
      select id, household from room_claim where compound = ${claim.compound} and state = 'APPROVED' and ${whose(claim)} and ${alike}
      order by id`)
    return rows.map(({ id, household }) => ({ id, household: household ?? undefined }))
  }

  /** Which of these households no approved claim of the person names. */
  async householdsLeft(tx: Queryable, claim: Claim, households: readonly string[]): Promise<string[]> {
    const rows = await tx.rows<{ household: string }>(sql`
      select distinct h as household from unnest(${households}::text[]) as h
      where not exists (select from room_claim where compound = ${claim.compound} and state = 'APPROVED' and household = h and ${whose(claim)})`)
    return rows.map(({ household }) => household)
  }

  #one(row: Row | undefined): Claim | undefined {
    return row && this.#opened(row)
  }

  #opened(row: Row): Claim {
    const { id, compound, building, unit, room, area, state } = row
    return {
      ...{ id, compound, building, unit, room, area, state, as: row.claimed_as, claimedAt: row.claimed_at },
      ...{
        person: row.person ?? undefined,
        login: row.login ?? undefined,
        owner: row.owner ?? undefined,
        household: row.household ?? undefined,
      },
      ...{ document: row.document ?? undefined, details: row.details ? openDetails(this.sealing, id, row.details) : undefined },
    }
  }
}
