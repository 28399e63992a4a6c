import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import type { directoryGrpc } from '@yiwang/contracts'
import type { RoomInScope } from '@yiwang/counting'
import { Clock } from '@yiwang/service-kit'
import { DirectoryClient } from './adapters/grpc/directory.client.ts'
import type { Scope } from './domain/decision.ts'
import type { Binding, Electorate, HouseholdBinding, Mandate } from './domain/voters.ts'

/** What directory has on its register of a scope now. */
@Injectable()
export class RegisterReading {
  constructor(
    private readonly directory: DirectoryClient,
    private readonly clock: Clock,
  ) {}

  async read(
    compound: string,
    { buildings, staircases }: Scope,
    timeoutMs?: number,
  ): Promise<{ rooms: RoomInScope[]; electorate: Electorate }> {
    const rooms: RoomInScope[] = []
    const electorate = { bindings: [] as Binding[], households: [] as HouseholdBinding[], mandates: [] as Mandate[] }
    const asked = { compound, buildings: [...(buildings ?? [])], staircases: [...(staircases ?? [])] }
    for await (const part of this.directory.roll({ ...asked, at: timestampFromDate(this.clock.now()) }, timeoutMs)) {
      for (const room of part.rooms) rooms.push(room as unknown as RoomInScope)
      electorate.bindings.push(...part.bindings)
      electorate.households.push(...part.households)
      electorate.mandates.push(...part.mandates.map(mandateOf))
    }
    return { rooms, electorate }
  }
}

const mandateOf = ({ id, kind, owners, person, voter, to }: directoryGrpc.RollMandate): Mandate => ({
  ...{ id, kind, owners },
  ...(person !== undefined && { person }),
  ...(voter !== undefined && { voter }),
  ...(to && { to: timestampDate(to) }),
})
