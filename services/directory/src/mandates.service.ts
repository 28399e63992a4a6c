import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { BindingsRepository } from './adapters/db/bindings.repository.ts'
import { MandatesRepository, type NewMandate } from './adapters/db/mandates.repository.ts'
import { PeopleRepository } from './adapters/db/people.repository.ts'
import type { RegisterEntry } from './adapters/db/record.repository.ts'
import { RegisterRepository } from './adapters/db/register.repository.ts'
import { faultsOf, type Mandate, type MandateKind, stateOf, waitsFor } from './domain/mandate.ts'
import { isOfficerOf, maySeeMandate } from './domain/policy.ts'
import { DirectoryError } from './errors.ts'
import { requirePerson } from './person-only.ts'

export interface FileMandate {
  readonly compound: string
  readonly kind: MandateKind
  readonly owners: readonly string[]
  readonly voter?: string | undefined
  /** Login or id. */
  readonly person?: string | undefined
  readonly name?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly document?: string | undefined
}

/** Owners say who votes for them; the community officer files for who has no account. */
@Injectable()
export class MandatesService {
  constructor(
    private readonly mandates: MandatesRepository,
    private readonly bindings: BindingsRepository,
    private readonly register: RegisterRepository,
    private readonly people: PeopleRepository,
    private readonly clock: Clock,
  ) {}

  /** By an owner: given by that owner, and in force once the others have consented. By the officer with a document: given by all. */
  async file(actor: Actor, asked: FileMandate, key: string | undefined): Promise<Mandate> {
    requirePerson(actor)
    const now = this.clock.now()
    const owners = [...new Set(asked.owners)].toSorted()
    await this.bindings.settle(asked.compound)
    await this.#requireMayFile(actor, asked, owners, now)
    const errors = faultsOf(asked)
    if (errors.length > 0) throw new DirectoryError('mandate-incomplete', 'Correct what `errors` points at.', { errors })
    if (!(await this.register.isSetOfOwners(asked.compound, owners, now)))
      throw new DirectoryError('not-these-owners', 'Name every owner of a room, and nobody else: no room is owned by exactly these now.', {
        errors: [{ pointer: '/owners', detail: 'are not all the owners of any room' }],
      })
    const votes = await this.#whoVotes(asked, owners, now)
    return this.mandates.changing(asked.compound, async (tx) => {
      const before = key === undefined ? undefined : await this.mandates.withKey(tx, actor.person, key)
      if (before) return sameMandate(before, { ...asked, owners, ...votes })
      // Until now somebody may have been revoked: whose owners these are is asked again, now that nobody changes it.
      const own = await this.#requireMayFile(actor, asked, owners, now, tx)
      if (own.length === 0 && votes.person === actor.person)
        throw new DirectoryError('own-mandate', 'This would make you the representative by your own word: a colleague files it.')
      const isWhole = own.length === 0 || own.length === owners.length
      const { compound, kind, name, to, document, from = now } = asked
      const mandate = { id: uuid(), compound, kind, owners, ...votes, name, from, to, document, filedBy: actor.person, filedAt: now }
      return this.#add(tx, { ...mandate, completeAt: isWhole ? now : undefined }, own, key)
    })
  }

  /** Of a compound: all for its officer, for others those that concern them. */
  async list(actor: Actor, compound: string, after: string | undefined, limit: number): Promise<Mandate[]> {
    requirePerson(actor)
    const now = this.clock.now()
    const known = await this.register.compound(compound, now)
    if (!known) throw new RequestError('not-found', 'There is no compound with this code.')
    if (isOfficerOf(actor, known.area)) return this.mandates.list(compound, 'ALL', after, limit)
    await this.bindings.settle(compound)
    const owners = await this.bindings.ownersOf(compound, actor.person)
    return this.mandates.list(compound, { person: actor.person, owners }, after, limit)
  }

  /** With who did what to it. */
  async read(actor: Actor, id: string): Promise<{ mandate: Mandate; record: RegisterEntry[] }> {
    const mandate = await this.#visible(actor, id)
    return { mandate, record: await this.mandates.recordOf(id) }
  }

  async consent(actor: Actor, id: string): Promise<Mandate> {
    return this.#change(actor, id, ['WAITING'], async (tx, mandate, now) => {
      const own = (await this.bindings.ownersOf(mandate.compound, actor.person, tx)).filter((owner) => mandate.owners.includes(owner))
      if (own.length === 0) throw new RequestError('forbidden', 'Consent is given by the owners who give the mandate.')
      const missing = waitsFor(mandate)
      const given = missing.filter((owner) => own.includes(owner))
      if (given.length === 0) throw new RequestError('conflict', 'You have consented already; the mandate waits for the others.')
      await this.mandates.consent(tx, id, given, { actor: actor.person, at: now })
      if (given.length === missing.length) await this.mandates.complete(tx, id, now)
    })
  }

  /** By one of the owners, the representative, or the officer: from now on nobody votes by it. */
  async revoke(actor: Actor, id: string, reason: string | undefined): Promise<Mandate> {
    return this.#change(actor, id, ['WAITING', 'AHEAD', 'IN_FORCE'], (tx, mandate, at) =>
      this.mandates.revoke(tx, mandate.id, { at, actor: actor.person, reason }),
    )
  }

  async #add(tx: Transaction, mandate: NewMandate, own: readonly string[], key: string | undefined): Promise<Mandate> {
    const standing = await this.mandates.standing(tx, mandate, mandate.filedAt)
    if (standing)
      throw new DirectoryError('mandate-stands', 'These owners have given or are giving a mandate for this time: revoke it first.', {
        extra: { mandate: standing },
      })
    await this.mandates.add(tx, mandate, key)
    await this.mandates.consent(tx, mandate.id, own, { actor: mandate.filedBy, at: mandate.filedAt })
    return (await this.mandates.find(mandate.id, tx))!
  }

  async #change(
    actor: Actor,
    id: string,
    states: readonly string[],
    effect: (tx: Transaction, mandate: Mandate, now: Date) => Promise<void>,
  ): Promise<Mandate> {
    const { compound } = await this.#visible(actor, id)
    return this.mandates.changing(compound, async (tx) => {
      const [mandate, now] = [(await this.mandates.find(id, tx))!, this.clock.now()]
      const state = stateOf(mandate, now)
      if (!states.includes(state)) throw new RequestError('conflict', `The mandate is ${state}.`, { extra: { state } })
      await effect(tx, mandate, now)
      return (await this.mandates.find(id, tx))!
    })
  }

  /** @throws 404 for what the actor may not see */
  async #visible(actor: Actor, id: string): Promise<Mandate> {
    const mandate = await this.mandates.find(id)
    if (mandate) await this.bindings.settle(mandate.compound)
    if (!mandate || !maySeeMandate(actor, mandate, await this.bindings.ownersOf(mandate.compound, actor.person)))
      throw new RequestError('not-found', 'There is no mandate with this id that you may see.')
    return mandate
  }

  /** The actor's own of these owners; none where an officer files for them all. */
  async #requireMayFile(
    actor: Actor,
    { compound: code, document }: FileMandate,
    owners: readonly string[],
    now: Date,
    tx?: Transaction,
  ): Promise<string[]> {
    const compound = await this.register.compound(code, now, tx)
    if (!compound)
      throw new DirectoryError('unknown-compound', 'Name a compound of this district by its code.', {
        errors: [{ pointer: '/compound', detail: 'is no compound of this district' }],
      })
    const own = (await this.bindings.ownersOf(code, actor.person, tx)).filter((owner) => owners.includes(owner))
    if (own.length > 0) return own
    if (!isOfficerOf(actor, compound.area))
      throw new RequestError('forbidden', 'A mandate is filed by an owner who gives it, or by the community officer of the compound.')
    if (document === undefined)
      throw new DirectoryError('document-needed', 'Who files for others names the document by which they gave it.', {
        errors: [{ pointer: '/document', detail: 'is needed' }],
      })
    return []
  }

  async #whoVotes({ compound, kind, voter, person: named }: FileMandate, owners: readonly string[], now: Date) {
    const person = named === undefined ? undefined : await this.people.named(named, now)
    if (named !== undefined && person === undefined)
      throw new DirectoryError('unknown-person', 'Name the representative by login or id; they are known from their first call on.', {
        errors: [{ pointer: '/person', detail: 'is nobody who is known here, or a login that several persons have had' }],
      })
    if (kind === 'REPRESENTATIVE') return { voter: undefined, person }
    const known = voter ?? (person && (await this.bindings.ownersOf(compound, person)).find((owner) => owners.includes(owner)))
    if (known === undefined || !owners.includes(known))
      throw new DirectoryError('voter-not-among-owners', 'The voter of co-owners is one of them.', {
        errors: [{ pointer: voter === undefined ? '/person' : '/voter', detail: 'is none of these owners' }],
      })
    return { voter: known, person: undefined }
  }
}

function sameMandate(before: Mandate, asked: Omit<FileMandate, 'person' | 'voter'> & Pick<Mandate, 'person' | 'voter'>): Mandate {
  const said = ({ compound, kind, owners, voter, person, name, to, document }: typeof asked) =>
    JSON.stringify([compound, kind, owners, voter, person, name, to, document])
  const isSameStart = asked.from === undefined || asked.from.getTime() === before.from.getTime()
  if (!isSameStart || said(before) !== said(asked))
    throw new RequestError('idempotency-key-reused', 'Send a new Idempotency-Key with another mandate.')
  return before
}
