import { Injectable } from '@nestjs/common'
import { type Crs, type Point, toWgs84 } from '@yiwang/geo'
import { type Actor, RequestError } from '@yiwang/service-kit'
import type { PlannedType } from './adapters/db/import/wanted-rows.ts'
import { LandRepository } from './adapters/db/land.repository.ts'
import { OrganisationRepository, type PostHolder, type PostInUnit, type UnitFilter } from './adapters/db/organisation.repository.ts'
import type { Area, Unit } from './adapters/db/prisma/client.ts'
import { type TypeFilter, type VersionOf, VersionsRepository } from './adapters/db/versions.repository.ts'
import { CurrentLand } from './current-land.ts'
import type { CalendarContent } from './domain/district.ts'
import type { LandArea } from './domain/land.ts'
import { masked, mayRead, type Reading, seesNamesIn } from './domain/policy.ts'

/** Where a list goes on, and how much of it. */
export interface Part {
  readonly after: string
  readonly limit: number
}

export type AreaWithInside = Area & { readonly inside: Point | undefined }
/** A version with the list of all of them. */
export interface Versioned<Content> {
  readonly asked: VersionOf<Content>
  readonly all: readonly VersionOf<Content>[]
}

/** Every question that the directory answers, over HTTP or gRPC. */
@Injectable()
export class ReadsService {
  constructor(
    private readonly areas: LandRepository,
    private readonly current: CurrentLand,
    private readonly organisation: OrganisationRepository,
    private readonly versions: VersionsRepository,
  ) {}

  async area(actor: Actor, code: string): Promise<AreaWithInside> {
    requireMay(actor, 'land')
    const area = (await this.areas.area(code)) ?? notFound(`No area has the code ${code}.`)
    return { ...area, inside: this.current.land.insideOf(code) }
  }

  async children(actor: Actor, code: string, { after, limit }: Part): Promise<Area[]> {
    await this.area(actor, code)
    return this.areas.children(code, after, limit)
  }

  /** From the district to the micro-grid; none outside the district. */
  locate(actor: Actor, point: Point & { readonly crs?: Crs | undefined }): LandArea[] {
    requireMay(actor, 'land')
    return this.current.land.locate(toWgs84(point))
  }

  units(actor: Actor, filter: UnitFilter, { after, limit }: Part): Promise<Unit[]> {
    requireMay(actor, 'organisation')
    return this.organisation.units(filter, after, limit)
  }

  posts(
    actor: Actor,
    filter: UnitFilter & { unit?: string | undefined; role?: string | undefined },
    { after, limit }: Part,
  ): Promise<PostInUnit[]> {
    requireMay(actor, 'organisation')
    return this.organisation.posts(filter, after, limit)
  }

  /** Who holds a post at an instant, by name where the caller may see names. */
  async holders(actor: Actor, postId: string, at: Date): Promise<PostHolder[]> {
    requireMay(actor, 'organisation')
    const post = (await this.organisation.post(postId)) ?? notFound(`No post has the id ${postId}.`)
    const holders = await this.organisation.holders(postId, at)
    return seesNamesIn(actor, post.unit.area) ? holders : holders.map((holder) => ({ ...holder, name: masked(holder.name) }))
  }

  types(actor: Actor, filter: TypeFilter, { after, limit }: Part): Promise<VersionOf<PlannedType>[]> {
    requireMay(actor, 'catalogue')
    return this.versions.types(filter, after, limit)
  }

  async type(actor: Actor, code: string, version: number | undefined): Promise<Versioned<PlannedType>> {
    requireMay(actor, 'catalogue')
    return oneOf(await this.versions.typeVersions(code), version, `type ${code}`)
  }

  calendars(actor: Actor, { after, limit }: Part): Promise<VersionOf<CalendarContent>[]> {
    requireMay(actor, 'organisation')
    return this.versions.calendars(after, limit)
  }

  async calendar(actor: Actor, code: string, version: number | undefined): Promise<Versioned<CalendarContent>> {
    requireMay(actor, 'organisation')
    return oneOf(await this.versions.calendarVersions(code), version, `calendar ${code}`)
  }
}

function requireMay(actor: Actor, reading: Reading): void {
  if (!mayRead(actor, reading)) throw new RequestError('forbidden', 'This is open to staff only.')
}

function notFound(detail: string): never {
  throw new RequestError('not-found', detail)
}

/** The version asked for, else the newest in force, else the newest. `all` begins with the newest. */
function oneOf<Content>(all: readonly VersionOf<Content>[], version: number | undefined, what: string): Versioned<Content> {
  const newest = all.find(({ retiredAt }) => !retiredAt) ?? all[0]
  const asked = version === undefined ? newest : all.find((candidate) => candidate.version === version)
  return { asked: asked ?? notFound(`There is no ${what}${version === undefined ? '' : ` of version ${version}`}.`), all }
}
