import { Inject, Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, Clock, CONFIG, DAY_MS, RequestError, secondsToNext } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { type ClaimFilter, ClaimsRepository } from './adapters/db/claims.repository.ts'
import { RegisterRepository } from './adapters/db/register.repository.ts'
import type { DirectoryConfig } from './config.ts'
import type { Claim, ClaimDetails, ClaimKind } from './domain/claim.ts'
import type { RoomKey } from './domain/district.ts'
import { isOfficerOf } from './domain/policy.ts'
import { DirectoryError } from './errors.ts'
import { MeService } from './me.service.ts'
import { requirePerson } from './person-only.ts'

export interface ClaimRoom extends RoomKey {
  readonly as: ClaimKind
  readonly owner?: string | undefined
  readonly household?: string | undefined
  readonly details: ClaimDetails
  readonly document?: string | undefined
}

/** People say which rooms are theirs. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly claims: ClaimsRepository,
    private readonly register: RegisterRepository,
    private readonly me: MeService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: DirectoryConfig,
  ) {}

  /** Waits for the community officer. The same Idempotency-Key again: the same claim again. */
  async claim(actor: Actor, asked: ClaimRoom, key: string | undefined): Promise<Claim> {
    requirePerson(actor)
    const now = this.clock.now()
    await this.me.meet(actor)
    await this.#requireRoom(asked, now)
    // One claim of a person at a time: so many a day are counted, not guessed.
    return this.claims.asPerson(actor.person, async (tx) => {
      const before = key === undefined ? undefined : await this.claims.withKey(tx, actor.person, key)
      if (before) return sameClaim(before, asked)
      await this.#requireRoomForMore(tx, actor, now)
      const claim = {
        id: uuid(),
        person: actor.person,
        owner: undefined,
        household: undefined,
        document: undefined,
        ...asked,
        claimedAt: now,
      }
      if (!(await this.claims.add(tx, { ...claim, idempotencyKey: key })))
        throw new DirectoryError(
          'claim-pending',
          'Your earlier claim on this room is waiting for the community officer. Withdraw it to claim anew.',
        )
      return (await this.claims.find(claim.id, tx))!
    })
  }

  /** Of a compound for its officer, or the caller's own. */
  async list(actor: Actor, filter: ClaimFilter & { readonly mine: boolean }, after: string | undefined, limit: number): Promise<Claim[]> {
    const { mine, compound, state } = filter
    if (mine) {
      requirePerson(actor)
      return this.claims.list({ compound, state, person: actor.person }, after, limit)
    }
    const known = (await this.register.compound(compound!, this.clock.now())) ?? notFound()
    if (!isOfficerOf(actor, known.area))
      throw new RequestError('forbidden', 'Claims are read by the community officer of the compound; your own with mine=true.')
    return this.claims.list({ compound, state }, after, limit)
  }

  async #requireRoom(room: RoomKey, now: Date): Promise<void> {
    const compound = await this.register.compound(room.compound, now)
    if (!compound)
      throw new DirectoryError('unknown-compound', 'Name a compound of this district by its code.', {
        errors: [{ pointer: '/compound', detail: 'is no compound of this district' }],
      })
    if (!(await this.register.hasRoom(room, now)))
      throw new DirectoryError('unknown-room', 'Name building, unit and room as the register does; the community can help.', {
        errors: [{ pointer: '/room', detail: 'is no room of this compound' }],
      })
  }

  async #requireRoomForMore(tx: Transaction, { person }: Actor, now: Date): Promise<void> {
    const most = this.config.ROOM_CLAIMS_A_DAY
    const today = await this.claims.claimedSince(tx, person, new Date(now.getTime() - DAY_MS))
    const retryAfter = secondsToNext(today, most, now, this.clock)
    if (retryAfter === undefined) return
    throw new DirectoryError('too-many-claims', `A person may claim ${most} rooms within 24 hours.`, { retryAfter })
  }
}

const notFound = (): never => {
  throw new RequestError('not-found', 'There is no compound with this code.')
}

/**
 * What was claimed with this key before, if it is the same; compared in the clear, since a hash of so few digits would give them away. What the
 * claimant said of themselves is not compared once it is forgotten.
 */
function sameClaim(before: Claim, asked: ClaimRoom): Claim {
  const said = ({ compound, building, unit, room, as, details, document }: Pick<Claim, keyof ClaimRoom & keyof Claim>) => {
    const { name, phone, idLastDigits } = (before.details && details) ?? {}
    return JSON.stringify([compound, building, unit, room, as, name, phone, idLastDigits, document])
  }
  if (said(before) !== said({ ...asked, owner: asked.owner, household: asked.household, document: asked.document }))
    throw new RequestError('idempotency-key-reused', 'Send a new Idempotency-Key with another claim.')
  return before
}
