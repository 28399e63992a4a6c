import type { MultiPolygon, Polygon } from 'geojson'
import type { Place } from './report.ts'
import type { AreaLevel, Board, Level, Role, UnitKind } from './vocabulary.ts'

/** A district as its folder states it: read, not yet checked against itself. Every row knows where it stands. */
export interface DistrictFolder {
  readonly district: DistrictRow
  readonly areas: readonly AreaRow[]
  readonly geometries: readonly GeometryRow[]
  readonly units: readonly UnitRow[]
  readonly posts: readonly PostRow[]
  readonly staff: readonly StaffRow[]
  readonly holdings: readonly HoldingRow[]
  readonly residents: readonly ResidentRow[]
  readonly compounds: readonly CompoundRow[]
  readonly rooms: readonly RoomRow[]
  readonly owners: readonly OwnerRow[]
  readonly households: readonly HouseholdRow[]
  readonly approved: readonly ApprovedRow[]
  readonly types: readonly TypeRow[]
  readonly calendars: readonly CalendarRow[]
  readonly ladders: readonly LadderRow[]
}

interface Row {
  readonly place: Place
}

export interface DistrictRow extends Row {
  readonly code: string
  readonly name: string
  readonly calendar: string
}

export interface AreaRow extends Row {
  readonly code: string
  readonly name: string
  readonly level: AreaLevel
  readonly parent?: string
  readonly households: number
  readonly succeededBy?: string
}

export interface GeometryRow extends Row {
  readonly code: string
  readonly geometry: Polygon | MultiPolygon
}

export interface UnitRow extends Row {
  readonly code: string
  readonly name: string
  readonly kind: UnitKind
  readonly level: Level
  readonly area: string
  readonly parent?: string
  readonly board?: Board
}

export interface PostRow extends Row {
  readonly code: string
  readonly name: string
  readonly role: Role
  readonly unit: string
}

export interface StaffRow extends Row {
  readonly code: string
  readonly login: string
  readonly name: string
  readonly phone?: string
}

export interface HoldingRow extends Row {
  readonly staff: string
  readonly post: string
  readonly from: Date
  readonly to?: Date
}

export interface ResidentRow extends Row {
  readonly login: string
  readonly name: string
  readonly phone?: string
  readonly area: string
  readonly compound?: string
  readonly building?: string
  readonly unit?: string
  readonly room?: string
}

export interface CompoundRow extends Row {
  readonly code: string
  readonly name: string
  readonly area: string
  readonly propertyCompany?: string
  readonly builtYear?: number
}

/** A room within its compound. */
export interface RoomKey {
  readonly compound: string
  readonly building: string
  readonly unit: string
  readonly room: string
}

export interface RoomRow extends Row, RoomKey {
  readonly kind: string
  /** In 0.01 m². */
  readonly area: number
  readonly areaBasis: string
}

export interface OwnerRow extends Row, RoomKey {
  readonly owner: string
  readonly name: string
  readonly phone?: string
  readonly idLastDigits?: string
  readonly from: Date
  readonly to?: Date
}

export interface HouseholdRow extends Row, RoomKey {
  readonly household: string
  readonly persons: number
}

/** Somebody who was approved as owner or of a household before there were claims. */
export interface ApprovedRow extends Row, RoomKey {
  readonly owner?: string
  readonly household?: string
  readonly login: string
}

export interface Budget {
  readonly amount: number
  readonly unit: string
}

/** The content of a type of matter: what a new version is made of. */
export interface TypeContent {
  readonly code: string
  readonly name: string
  readonly category: string
  readonly street?: string | undefined
  readonly board?: string | undefined
  readonly leadPost: string
  readonly assistingPosts: readonly string[]
  readonly workContent: string
  readonly entersAt: string
  readonly solvedAt: readonly string[]
  readonly fields: Record<string, unknown>
  readonly evidence: readonly { command: string; kind: string; name: string; atLeast: number }[]
  readonly verification: { readonly mode: string; readonly percent?: number | undefined }
  readonly plan: {
    readonly calendar?: string | undefined
    readonly case: Budget
    readonly triage: Budget
    readonly handling: Budget
    readonly verifying: Budget
    readonly answer: Budget
  }
  readonly urgency: string
  readonly ladder: string
  readonly needsDecision: boolean
  readonly reopenDays: number
  readonly kindred: readonly string[]
  readonly duplicateRadiusM: number
}
export interface TypeRow extends Row {
  readonly content: TypeContent
}

export interface CalendarContent {
  readonly code: string
  readonly zone: string
  readonly offsetMinutes: number
  readonly hours: readonly { readonly from: number; readonly to: number }[]
  readonly firstYear: number
  readonly publishedTo: number
  readonly lastYear: number
  readonly holidays: readonly string[]
  readonly makeUpDays: readonly string[]
  readonly source?: string | undefined
}
export interface CalendarRow extends Row {
  readonly content: CalendarContent
}

export interface LadderContent {
  readonly code: string
  readonly rungs: readonly { readonly percent: number; readonly tell: readonly string[] }[]
}
export interface LadderRow extends Row {
  readonly content: LadderContent
}

/** How a person finds a room: building, unit, room. */
export const roomName = (row: { building?: string; unit?: string; room?: string }): string =>
  [row.building, row.unit, row.room].filter(Boolean).join('-')
export const roomKey = (row: RoomKey): string => JSON.stringify([row.compound, row.building, row.unit, row.room])
