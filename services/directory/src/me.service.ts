import { Inject, Injectable } from '@nestjs/common'
import { type Actor, Clock, CONFIG } from '@yiwang/service-kit'
import { PeopleRepository } from './adapters/db/people.repository.ts'
import type { DirectoryConfig } from './config.ts'

@Injectable()
export class MeService {
  constructor(
    private readonly people: PeopleRepository,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: DirectoryConfig,
  ) {}

  /** The caller; a login that is no staff is a resident, and known from now on. Open to everyone with a token. */
  async meet(actor: Actor): Promise<Actor> {
    if (actor.kind === 'RESIDENT') await this.people.met(actor.person, this.config.ISSUER_URL, actor.login, this.clock.now())
    return actor
  }
}
