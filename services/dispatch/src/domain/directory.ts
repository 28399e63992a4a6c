import type { Calendar } from '@yiwang/calendar'
import type { directoryEvents } from '@yiwang/contracts'
import type { Level } from './case.ts'

/** What the rules ask of the directory: units, posts and their holders, types of matter. */
export interface Directory {
  unit(id: string): Unit | undefined
  post(id: string): Post | undefined
  postsOf(unit: string): readonly Post[]
  /** Persons who hold the post at the instant. */
  holdersOf(post: string, at: Date): readonly string[]
  /** The unit that holds the cases of an area on a level: grid team, community, street centre, district centre; where there is none, the next coarser one. */
  holdingUnit(area: string, level: Level): Unit
  /** This version of a type, or the present one. */
  type(code: string, version?: number): MatterType | undefined
  compound(code: string): Compound | undefined
  /** The calendar in force under a code. */
  calendar(code: string): Calendar | undefined
}

export interface Unit {
  readonly id: string
  readonly kind: string
  readonly level: string
  readonly area: string
  readonly retiredAt?: Date | undefined
}

/** A residential compound: in one grid. */
export interface Compound {
  readonly area: string
  readonly retiredAt?: Date | undefined
}

export interface Post {
  readonly id: string
  readonly role: string
  readonly unit: string
}

export type MatterType = directoryEvents.MatterType
export type TimePlan = NonNullable<MatterType['plan']>

/** A post that somebody holds now. */
export interface Holding {
  readonly post: string
  readonly role: string
  readonly unit: string
  readonly level: string
  readonly area: string
}

/** Who gives a command or reads. */
export interface Actor {
  readonly person: string
  readonly kind: 'STAFF' | 'RESIDENT' | 'SYSTEM'
  readonly holdings: readonly Holding[]
}
