import { Inject, Injectable } from '@nestjs/common'
import { type Actor, Clock, CONFIG } from '@yiwang/service-kit'
import { BindingsRepository } from './adapters/db/bindings.repository.ts'
import { type HeldRoom, HeldRoomsRepository } from './adapters/db/held-rooms.repository.ts'
import { PeopleRepository } from './adapters/db/people.repository.ts'
import type { DirectoryConfig } from './config.ts'
import { requirePerson } from './person-only.ts'

@Injectable()
export class MeService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly bindings: BindingsRepository,
    private readonly rooms: HeldRoomsRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: DirectoryConfig,
  ) {}

  /** The caller; a login that is no staff is a resident, and known from now on. Open to everyone with a token. */
  async meet(actor: Actor): Promise<Actor> {
    if (actor.kind === 'RESIDENT') await this.people.met(actor.person, this.config.ISSUER_URL, actor.login, this.clock.now())
    if (actor.kind !== 'SYSTEM') await this.bindings.met(actor.login, actor.person)
    return actor
  }

  /** Rooms that the caller owns or lives in, as approved. */
  async heldRooms(actor: Actor, after: readonly string[] | undefined, limit: number): Promise<HeldRoom[]> {
    requirePerson(actor)
    await this.meet(actor)
    return this.rooms.of(actor.person, { at: this.clock.now(), after, limit })
  }
}
