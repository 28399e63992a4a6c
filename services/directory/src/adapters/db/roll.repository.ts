import { Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'
import { RequestError } from '@yiwang/service-kit'
import { BINDINGS, COMPOUND, type CursorQuery, HOUSEHOLDS, MANDATES, READ_WHOLE, ROOMS, type Scope } from './roll.sql.ts'

/** Buildings and staircases: none means all of them. */
export interface RollScope {
  readonly compound: string
  readonly buildings: readonly string[]
  readonly staircases: readonly { readonly building: string; readonly unit: string }[]
}

export interface RollRoom {
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly kind: string
  /** In 0.01 m². */
  readonly area: number
  readonly areaBasis: string
  readonly owners: string[]
  readonly households: string[]
}
export interface OwnerBinding {
  readonly owner: string
  readonly person: string
}
export interface HouseholdBinding {
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly household: string
  readonly person: string
}
export interface RollMandate {
  readonly id: string
  readonly kind: string
  readonly owners: string[]
  readonly person: string | null
  readonly voter: string | null
  readonly from: Date
  readonly to: Date | null
}

/** One message of a roll: what it has of each. */
export interface RollPart {
  readonly area?: string
  readonly propertyCompany?: string
  readonly rooms?: RollRoom[]
  readonly bindings?: OwnerBinding[]
  readonly households?: HouseholdBinding[]
  readonly mandates?: RollMandate[]
}
type Send = (part: RollPart) => Promise<void>

/** Who owns what in a compound, and who may vote for it, at an instant. */
@Injectable()
export class RollRepository {
  constructor(private readonly database: Database) {}

  /** Everything of one snapshot, in order, some hundred rows at a time, and no more than that in memory. @throws where there is no such compound */
  async stream(scope: RollScope, at: Date, send: Send): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.run(sql`set transaction isolation level repeatable read, read only`)
      // Who reads slowly makes the session wait between two pages.
      await tx.run(sql`set local idle_in_transaction_session_timeout = '2min'`)
      const compound = await tx.one<{ area: string; propertyCompany: string | null }>(COMPOUND(scope.compound, at))
      if (!compound) throw new RequestError('not-found', 'There is no compound with this code.')
      await send({ area: compound.area, ...(compound.propertyCompany !== null && { propertyCompany: compound.propertyCompany }) })
      await this.#rows(tx, scope, at, send)
    })
  }

  async #rows(tx: Transaction, { compound, buildings, staircases }: RollScope, at: Date, send: Send): Promise<void> {
    const [stairBuildings, stairUnits] = [staircases.map(({ building }) => building), staircases.map(({ unit }) => unit)]
    const scope: Scope = [compound, at, [...buildings], stairBuildings, stairUnits]
    await tx.run(READ_WHOLE)
    for await (const rooms of rowsOf<RollRoom>(tx, ROOMS, scope)) await send({ rooms })
    for await (const bindings of rowsOf<OwnerBinding>(tx, BINDINGS, scope)) await send({ bindings })
    for await (const households of rowsOf<HouseholdBinding>(tx, HOUSEHOLDS, scope)) await send({ households })
    for await (const mandates of rowsOf<RollMandate>(tx, MANDATES, scope)) await send({ mandates })
  }
}

async function* rowsOf<Row>(tx: Transaction, query: CursorQuery, scope: Scope): AsyncGenerator<Row[]> {
  await tx.run(query.open(...scope))
  for (;;) {
    const rows = await tx.rows<Row>(query.fetch)
    if (rows.length === 0) return
    yield rows
  }
}
