import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import type { Actor } from '@yiwang/service-kit'
import { Clock } from '@yiwang/service-kit'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { DirectoryClient, type RoomOfPerson } from './adapters/grpc/directory.client.ts'
import { type Decision, isInScope } from './domain/decision.ts'
import type { Concerned, Neighbour } from './policy.ts'

const COMMITTEE = statement<[compound: string, person: string, at: Date]>(
  'committee-member',
  `select 1 as member from committee_member where compound = $1 and person = $2 and not alternate and ended_at is null
     and term_from <= $3 and term_to > $3`,
)

/** What directory says of a person is believed for so long, in real time. */
const BELIEVED_MS = 5_000
const KEPT = 10_000

/** How people stand to a compound and its decisions. */
@Injectable()
export class Neighbours {
  private readonly known = new Map<string, { rooms: readonly RoomOfPerson[]; until: number }>()

  constructor(
    private readonly directory: DirectoryClient,
    private readonly roll: RollRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(actor: Actor, compound: string): Promise<Neighbour> {
    const [rooms, member] = await Promise.all([
      this.roomsOf(actor.person, compound),
      this.database.one(COMMITTEE(compound, actor.person, this.clock.now())),
    ])
    const isOwner = rooms.some(({ kind }) => kind === 'OWNER')
    return { isOwner, isResident: rooms.length > 0, isCommittee: member !== undefined }
  }

  /** Whoever has sold since the roll was frozen voted on it all the same. */
  async toDecision(actor: Actor, { id, compound, scope }: Pick<Decision, 'id' | 'compound' | 'scope'>): Promise<Concerned> {
    const neighbour = await this.of(actor, compound)
    const rooms = await this.roomsOf(actor.person, compound)
    const isConcerned = rooms.some((room) => isInScope(scope, room)) || (await this.roll.isOn(id, actor.person))
    return { ...neighbour, isConcerned }
  }

  /** The rooms of a person by what the community approved. */
  async roomsOf(person: string, compound: string): Promise<readonly RoomOfPerson[]> {
    const key = `${compound} ${person}`
    const kept = this.known.get(key)
    if (kept && kept.until > performance.now()) return kept.rooms
    const rooms = await this.directory.roomsOfPerson(compound, person, this.clock.now())
    if (this.known.size >= KEPT) this.known.clear()
    this.known.set(key, { rooms, until: performance.now() + BELIEVED_MS })
    return rooms
  }
}
