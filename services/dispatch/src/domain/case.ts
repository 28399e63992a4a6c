import type { MessageInitShape } from '@bufbuild/protobuf'
import type { dispatchEvents, events } from '@yiwang/contracts'
import type { Suspension } from './suspension-reasons.ts'

/** From the ground up; a later one is coarser. */
export const LEVELS = ['GRID', 'COMMUNITY', 'STREET', 'DISTRICT'] as const
export type Level = (typeof LEVELS)[number]

export const OPEN_STATES = ['TRIAGE', 'HANDLING', 'VERIFYING', 'ANSWERING'] as const
export const ENDED_STATES = ['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'] as const
export const STATES = [...OPEN_STATES, ...ENDED_STATES] as const
export type State = (typeof STATES)[number]

export const isOpen = (state: State): boolean => (OPEN_STATES as readonly State[]).includes(state)

/** The last word of an event type of dispatch.case. */
export type Fact = keyof typeof events.dispatchCase

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Whether a case could have this id. */
export const isCaseId = (id: string): boolean => UUID.test(id)

export interface Place {
  readonly level: Level
  readonly unit: string
}

/** A unit, the post that a case was given to or taken in, and the person who took it. */
export interface Holder extends Place {
  readonly post?: string | undefined
  readonly person?: string | undefined
}

export type PersonKind = 'STAFF' | 'RESIDENT' | 'SYSTEM'

/** Who did or reported something: a person, or a system by its name. */
export interface Party {
  readonly kind: PersonKind
  readonly id: string
}

/** Who changed a case and when: what somebody who comes too late is told. */
export interface Mark {
  readonly by: string
  readonly at: Date
}

/** What sla said of the clocks that run now; nothing until it has. */
export interface Deadlines {
  readonly caseDueAt: Date | undefined
  readonly caseWarnAt: Date | undefined
  readonly stepDueAt: Date | undefined
  readonly stepWarnAt: Date | undefined
}

export interface OwnersDecision {
  readonly id: string
  /** Undefined while it is under way. */
  readonly passed: boolean | undefined
}

export interface Case extends Deadlines {
  readonly id: string
  readonly number: string
  readonly type: string
  readonly typeVersion: number
  readonly area: string
  readonly state: State
  readonly round: number
  readonly holder: Holder
  readonly heldSince: Date
  readonly receivedAt: Date
  readonly verifiedAt: Date | undefined
  readonly closedAt: Date | undefined
  /** The entry that ended it, whose text says why. */
  readonly endedBySeq: number | undefined
  /** Start of the round's clock: the reception, later the reopening. */
  readonly caseStartedAt: Date
  /** Start of the step's clock, while one runs. */
  readonly stepStartedAt: Date | undefined
  readonly reporter: Party
  /** The legacy system that told us, and who decides that its matter is closed. */
  readonly system: string | undefined
  readonly authority: string | undefined
  /** Where it was registered. */
  readonly first: Place
  /** The unit that dispatched it last; it verifies. None: solved where it entered. */
  readonly dispatcher: Place | undefined
  /** Where it was last given for handling; rework goes back there. */
  readonly givenTo: Holder | undefined
  /** Who held it in handling, in any round: never verifies it. */
  readonly handlers: readonly string[]
  /** Who held or moved it, in any state: goes on reading it. */
  readonly participants: readonly string[]
  /** When its clocks stood still and went on, by turns, in this round. */
  readonly pauses: readonly Date[]
  /** Of the last pause. */
  readonly suspension: Suspension | undefined
  /** The decision of the owners that it asked for last, and what became of it. */
  readonly decision: OwnersDecision | undefined
  readonly voidAsked: Mark | undefined
  readonly changed: Mark
  /** Of what people changed; entries of the system do not count. */
  readonly version: number
  /** Of all entries. */
  readonly seq: number
  /** Hash of the last entry. */
  readonly head: string
  readonly lastAt: Date
}

export type Details = MessageInitShape<typeof dispatchEvents.EntryDetailsSchema>

/** What an effect makes of a case: the fact, and what is different after it. */
export interface Outcome {
  readonly fact: Fact
  readonly change?: Partial<Case>
  readonly details?: Details
}
