import { Injectable } from '@nestjs/common'
import { RequestError } from '@yiwang/service-kit'
import { BindingsRepository, type Bound, type Revoked } from './adapters/db/bindings.repository.ts'
import { type HeldRoom, HeldRoomsRepository } from './adapters/db/held-rooms.repository.ts'
import { RegisterRepository } from './adapters/db/register.repository.ts'
import { type RollPart, RollRepository, type RollScope } from './adapters/db/roll.repository.ts'

/** What voting asks: from whom a decision's roll is made, and who somebody is in a compound. Who may ask stands at the gRPC methods. */
@Injectable()
export class RollService {
  constructor(
    private readonly roll: RollRepository,
    private readonly bindings: BindingsRepository,
    private readonly rooms: HeldRoomsRepository,
    private readonly register: RegisterRepository,
  ) {}

  async stream(scope: RollScope, at: Date, send: (part: RollPart) => Promise<void>): Promise<void> {
    await this.bindings.settle(scope.compound)
    await this.roll.stream(scope, at, send)
  }

  async roomsOf(person: string, compound: string, at: Date): Promise<HeldRoom[]> {
    if (!(await this.register.compound(compound, at))) notFound()
    await this.bindings.settle(compound)
    return this.rooms.of(person, { at, compound })
  }

  /** What has ended since then. */
  async revocations(compound: string, kind: Bound['kind'] | undefined, since: Date, at: Date): Promise<Revoked> {
    if (!(await this.register.compound(compound, at))) notFound()
    await this.bindings.settle(compound)
    return this.bindings.revoked(compound, kind, since)
  }
}

const notFound = (): never => {
  throw new RequestError('not-found', 'There is no compound with this code.')
}
