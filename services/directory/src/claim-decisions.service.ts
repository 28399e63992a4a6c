import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { BindingsRepository, type Bound } from './adapters/db/bindings.repository.ts'
import { ClaimsRepository } from './adapters/db/claims.repository.ts'
import { revokeGiven } from './adapters/db/given-mandates.ts'
import { RecordRepository, type RegisterEntry } from './adapters/db/record.repository.ts'
import { RegisterRepository } from './adapters/db/register.repository.ts'
import { type Approval, type Approved, approve } from './domain/approve.ts'
import { type Claim, type ClaimMove, claimMoves } from './domain/claim.ts'
import { roomKey } from './domain/district.ts'
import { isOfficerOf, maySeeClaim } from './domain/policy.ts'
import { bestMatch, type Match } from './domain/register-match.ts'
import { asProblem, DirectoryError } from './errors.ts'

/** What becomes of claims: who decides, on what grounds, on record. */
@Injectable()
export class ClaimDecisionsService {
  constructor(
    private readonly claims: ClaimsRepository,
    private readonly bindings: BindingsRepository,
    private readonly register: RegisterRepository,
    private readonly record: RecordRepository,
    private readonly clock: Clock,
  ) {}

  /** With who did what to it. */
  async read(actor: Actor, id: string): Promise<{ claim: Claim; record: RegisterEntry[] }> {
    const claim = await this.#visible(actor, id)
    return { claim, record: await this.record.of(id) }
  }

  /** How each claim compares with the owners of its room: for the officer who decides. */
  async matches(actor: Actor, claims: readonly Claim[]): Promise<ReadonlyMap<string, Match | undefined>> {
    const decided = claims.filter(({ area }) => isOfficerOf(actor, area))
    const owners = await this.register.owners(decided, this.clock.now())
    return new Map(decided.map((claim) => [claim.id, claim.details && bestMatch(claim.details, owners.get(roomKey(claim)) ?? [])]))
  }

  approve(actor: Actor, id: string, approval: Approval): Promise<Claim> {
    return this.#decide(actor, id, 'approve', async (tx, claim, at) => {
      const [owners, households] = [await this.register.owners([claim], at, tx), await this.register.households(claim, at, tx)]
      const approved = asProblem(() => approve(claim, approval, { owners: owners.get(roomKey(claim)) ?? [], households }))
      for (const bound of boundBy(claim.compound, approved)) {
        if (!(await this.bindings.bind(tx, bound, { person: claim.person!, claim: id, at })))
          throw new DirectoryError(
            'owner-bound',
            `The owner ${bound.key} of this compound is another person already. Revoke that claim first.`,
          )
      }
      await this.claims.approve(tx, id, approved)
      const { owner, document } = approved
      await this.record.add(tx, id, { fact: 'APPROVED', at, actor: actor.person, owner, basis: approval.by, document })
    })
  }

  refuse(actor: Actor, id: string, reason: string): Promise<Claim> {
    return this.#decide(actor, id, 'refuse', (tx, _, at) => this.#end(tx, [id], { fact: 'REFUSED', at, actor: actor.person, reason }))
  }

  /** The claimant's own word. */
  withdraw(actor: Actor, id: string): Promise<Claim> {
    return this.#decide(actor, id, 'withdraw', (tx, _, at) => this.#end(tx, [id], { fact: 'WITHDRAWN', at, actor: actor.person }))
  }

  /** From now on the person is this owner of no room: every claim that said so is revoked with it, and every mandate given so. */
  revoke(actor: Actor, id: string, reason: string): Promise<Claim> {
    return this.#decide(actor, id, 'revoke', async (tx, claim, at) => {
      const alike = await this.claims.approvedAlike(tx, claim)
      await this.#end(
        tx,
        alike.map((one) => one.id),
        { fact: 'REVOKED', at, actor: actor.person, reason },
      )
      const households = await this.claims.householdsLeft(
        tx,
        claim,
        alike.flatMap(({ household }) => household ?? []),
      )
      const { compound, owner } = claim
      for (const key of households) await this.bindings.unbind(tx, { compound, kind: 'HOUSEHOLD', key }, claim, at)
      if (owner === undefined) return
      await this.bindings.unbind(tx, { compound, kind: 'OWNER', key: owner }, claim, at)
      await revokeGiven(tx, [{ compound, owner }], { at, actor: actor.person })
    })
  }

  async #decide(
    actor: Actor,
    id: string,
    move: ClaimMove,
    effect: (tx: Transaction, claim: Claim, at: Date) => Promise<void>,
  ): Promise<Claim> {
    const seen = await this.#visible(actor, id)
    requireMayDecide(actor, seen, move)
    await this.bindings.settle(seen.compound)
    await this.claims.deciding(seen, async (tx, claim) => {
      if (claim.state !== claimMoves[move]) await this.#conflict(tx, claim, move)
      await effect(tx, claim, this.clock.now())
    })
    return (await this.claims.find(id))!
  }

  async #end(tx: Transaction, ids: readonly string[], entry: RegisterEntry & { fact: 'REFUSED' | 'WITHDRAWN' | 'REVOKED' }): Promise<void> {
    await this.claims.end(tx, ids, entry.fact)
    for (const id of ids) await this.record.add(tx, id, entry)
  }

  async #conflict(tx: Transaction, { id, state }: Claim, move: ClaimMove): Promise<never> {
    const last = (await this.record.of(id, tx)).at(-1)
    throw new RequestError('conflict', `The claim is ${state}; only one that is ${claimMoves[move]} allows this.`, {
      extra: { state, ...(last && { at: last.at.toISOString() }), ...(last?.actor && { by: last.actor }) },
    })
  }

  /** @throws 404 for what the actor may not see */
  async #visible(actor: Actor, id: string): Promise<Claim> {
    const claim = await this.claims.find(id)
    if (!claim || !maySeeClaim(actor, claim)) throw new RequestError('not-found', 'There is no claim with this id that you may see.')
    return claim
  }
}

/** The claimant withdraws, the officer decides, and nobody decides on what is their own. */
function requireMayDecide(actor: Actor, claim: Claim, move: ClaimMove): void {
  const isOwn = claim.person === actor.person
  if (move === 'withdraw') {
    if (!isOwn) throw new RequestError('forbidden', 'A claim is withdrawn by who made it.')
    return
  }
  if (!isOfficerOf(actor, claim.area)) throw new RequestError('forbidden', 'This is for the community officer of the compound.')
  if (isOwn) throw new DirectoryError('own-claim', 'This claim is your own: a colleague decides on it.')
}

const boundBy = (compound: string, { owner, household }: Approved): Bound[] => [
  ...(owner === undefined ? [] : [{ compound, kind: 'OWNER' as const, key: owner }]),
  ...(household === undefined ? [] : [{ compound, kind: 'HOUSEHOLD' as const, key: household }]),
]
