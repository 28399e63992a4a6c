import { createHash } from 'node:crypto'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { Calendar } from '@yiwang/calendar'
import { directoryEvents } from '@yiwang/contracts'
import type { Point } from '@yiwang/geo'
import { type Holding, RequestError, type StaffMember, type StaffSource } from '@yiwang/service-kit'
import { AreaTree } from './area-tree.ts'
import { Calendars } from './calendars.ts'
import {
  type Area,
  type Compound,
  entryOf,
  isCurrent,
  type Ladder,
  type Level,
  type MatterType,
  type Post,
  type Staff,
  type Unit,
} from './entry.ts'
import { Polygons } from './polygons.ts'
import { Staffing } from './staffing.ts'
import { Units } from './units.ts'
import { Versions } from './versions.ts'

/**
 * A service's own copy of the directory, in memory: what a hot path asks is answered from here. It is as new as the last change that
 * arrived. What was retired is answered by its id, and is in no list.
 */
export class DirectoryCopy implements StaffSource {
  private readonly areas = new AreaTree()
  private readonly units = new Units()
  private readonly staffing = new Staffing()
  private readonly homes = new Map<string, string>()
  private readonly matterTypes = new Versions<MatterType>()
  private readonly calendars = new Calendars()
  private readonly ladders = new Versions<Ladder>()
  private readonly compoundsByCode = new Map<string, Compound>()
  private readonly polygons = new Polygons()
  private loaded = false

  /** A copy of exactly these changes, complete: for tests and tools that have no Kafka. */
  static of(
    changes: readonly MessageInitShape<typeof directoryEvents.ChangeSchema>[],
    geometries: readonly MessageInitShape<typeof directoryEvents.GeometrySchema>[] = [],
  ): DirectoryCopy {
    const copy = new DirectoryCopy()
    for (const change of changes) copy.apply(create(directoryEvents.ChangeSchema, change))
    for (const geometry of geometries) copy.applyGeometry(create(directoryEvents.GeometrySchema, geometry))
    copy.complete()
    return copy
  }

  /** Takes one change in, at the first reading and later alike. */
  apply(change: directoryEvents.Change): void {
    const { entry } = change
    switch (entry.case) {
      case 'area':
        this.areas.set(entryOf(entry.value, change))
        break
      case 'unit':
        this.units.set(entryOf(entry.value, change))
        break
      case 'post':
        this.staffing.setPost(entryOf(entry.value, change))
        break
      case 'staff':
        this.staffing.setStaff(entryOf(entry.value, change))
        break
      case 'home':
        this.setHome(entry.value, change.retiredAt !== undefined)
        break
      case 'type':
        this.matterTypes.set(entryOf(entry.value, change))
        break
      case 'calendar':
        this.calendars.set(entryOf(entry.value, change))
        break
      case 'ladder':
        this.ladders.set(entryOf(entry.value, change))
        break
      case 'compound':
        this.compoundsByCode.set(entry.value.code, entryOf(entry.value, change))
        break
      case undefined:
        // Something that a newer directory knows and this copy does not.
        break
    }
  }

  applyGeometry(geometry: directoryEvents.Geometry): void {
    this.polygons.set(geometry)
  }

  /** Everything that was there at the start has been read. */
  complete(): void {
    this.loaded = true
  }

  get isComplete(): boolean {
    return this.loaded
  }

  area(code: string): Area | undefined {
    return this.areas.get(code)
  }

  /** From the district down to the area's parent. */
  ancestors(code: string): Area[] {
    return this.areas.ancestors(code)
  }

  children(code: string): Area[] {
    return this.areas.children(code)
  }

  /** The areas in which a point (WGS 84) lies, from the district down; none outside. Only where geometry was asked for. */
  locate(point: Point): Area[] {
    return this.polygons.locate(point).flatMap((code) => this.areas.get(code) ?? [])
  }

  unit(id: string): Unit | undefined {
    return this.units.get(id)
  }

  unitsIn(areaPrefix: string, kind?: string): Unit[] {
    return this.units.in(areaPrefix, kind)
  }

  /** The unit that holds matters of this area at this level; where there is none, the next coarser one. */
  holdingUnit(areaCode: string, level: Level): Unit {
    return this.units.holding(areaCode, level)
  }

  post(id: string): Post | undefined {
    return this.staffing.post(id)
  }

  postsOf(unitId: string): Post[] {
    return this.staffing.postsOf(unitId)
  }

  /** Ids of the persons who hold the post at this instant. */
  holdersOf(postId: string, at: Date): string[] {
    return this.staffing.holdersOf(postId, at)
  }

  /** Ids of the persons who hold any post of the unit at this instant. */
  personsOf(unitId: string, at: Date): string[] {
    return this.staffing.personsOf(unitId, at)
  }

  staff(personId: string): Staff | undefined {
    return this.staffing.person(personId)
  }

  holdings(personId: string, at: Date): Holding[] {
    return this.staffing.holdings(personId, at)
  }

  /** Refused until the first reading is done: staff would be taken for residents. */
  staffByLogin(login: string, at: Date): StaffMember | undefined {
    if (!this.loaded) throw new RequestError('unavailable', 'The directory is still being read. Try again.')
    return this.staffing.byLogin(login, at)
  }

  /** The current version of a type of matter, or the one that is named, also when it is retired. */
  type(code: string, version?: number): MatterType | undefined {
    return this.matterTypes.get(code, version)
  }

  /** The current version of every type. */
  types(): MatterType[] {
    return this.matterTypes.current()
  }

  calendar(code: string, version?: number): Calendar | undefined {
    return this.calendars.get(code, version)
  }

  calendarVersion(code: string): number | undefined {
    return this.calendars.currentVersion(code)
  }

  ladder(code: string, version?: number): Ladder | undefined {
    return this.ladders.get(code, version)
  }

  /** Code of the area where a resident lives, if the directory knows. */
  home(login: string): string | undefined {
    return this.homes.get(createHash('sha256').update(login).digest('hex'))
  }

  compound(code: string): Compound | undefined {
    return this.compoundsByCode.get(code)
  }

  compounds(areaPrefix = ''): Compound[] {
    return [...this.compoundsByCode.values()].filter((compound) => isCurrent(compound) && compound.area.startsWith(areaPrefix))
  }

  private setHome({ loginHash, area }: directoryEvents.Home, retired: boolean): void {
    if (retired) this.homes.delete(loginHash)
    else this.homes.set(loginHash, area)
  }
}
