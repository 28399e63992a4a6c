import type { Duration, RuleSet } from '@yiwang/counting'
import { Refusal } from './refusal.ts'

export const STAGES = [
  ...(['DRAFT', 'NOTICE', 'REVISION', 'VOTING', 'COUNTING', 'RESULT', 'EXECUTION', 'CONFIRMATION'] as const),
  ...(['ARCHIVED', 'FAILED', 'WITHDRAWN'] as const),
] as const
export type Stage = (typeof STAGES)[number]

export const CLOCKS = ['NOTICE', 'OPINIONS', 'VOTING', 'OBJECTIONS'] as const
export type ClockKind = (typeof CLOCKS)[number]

/** Nothing: the whole compound. */
export interface Scope {
  readonly buildings?: readonly string[] | undefined
  readonly staircases?: readonly { readonly building: string; readonly unit: string }[] | undefined
}

/** Of an election: a candidate. */
export interface Question {
  readonly id: string
  readonly text: string
}

export interface Decision {
  readonly id: string
  readonly compound: string
  /** Area code of the compound. */
  readonly area: string
  /** The case that asked for it. */
  readonly caseId?: string | undefined
  /** An earlier decision that this one takes up again, or whose second round it is. */
  readonly restarts?: string | undefined
  /** Of the election that it restarts; else it is one of its own. */
  readonly isSecondRound?: boolean | undefined
  /** As it was when it was drafted: a later version changes nothing. */
  readonly ruleSet: RuleSet
  readonly scope: Scope
  readonly title: string
  readonly questions: readonly Question[]
  /** Persons. Two of the three open the box. */
  readonly trustees: readonly string[]
  readonly stage: Stage
  /** Counts the changes that people made. */
  readonly version: number
  readonly draftedBy: string
  readonly draftedAt: Date
  readonly publishedAt?: Date | undefined
  /** Until when the clocks run that run now, as sla says; of the voting as it was announced when voting opened. */
  readonly noticeDueAt?: Date | undefined
  readonly opinionsDueAt?: Date | undefined
  readonly objectionsDueAt?: Date | undefined
  readonly noticeEndedAt?: Date | undefined
  readonly opinionsEndedAt?: Date | undefined
  readonly openedAt?: Date | undefined
  /** Ballots that come at this instant come too late. */
  readonly closesAt?: Date | undefined
  readonly extended: boolean
  readonly closedAt?: Date | undefined
  readonly countedAt?: Date | undefined
  readonly announcedAt?: Date | undefined
  readonly objectionsEndedAt?: Date | undefined
  /** Whether a question passed; of an election whether somebody is elected, or stands in a second round. */
  readonly passed?: boolean | undefined
}

/** What has to be known beside the decision to say whether a stage may end. */
export interface Standing {
  readonly rollWritten: boolean
  /** Rooms that count and have no owner, or an area on which the rule set does not count. */
  readonly unsettledRooms: number
  readonly openRollObjections: number
  readonly unansweredOpinions: number
  readonly unvettedCandidates: number
  readonly eligibleCandidates: number
  /** Trustees who have not taken their share. */
  readonly untakenShares: readonly string[]
  readonly openObjections: number
  readonly upheldObjections: number
  readonly steps: number
  readonly openSteps: number
  readonly satisfied: number
  readonly dissatisfied: number
}

/** A clock that starts with a change. */
export interface StartedClock {
  readonly kind: ClockKind
  readonly budget: Duration
}

export const hasVote = ({ ruleSet }: Pick<Decision, 'ruleSet'>): boolean => ruleSet.form !== 'NOTICE'

/** What a scope is called in a rule set. */
export const kindOfScope = ({ buildings, staircases }: Scope) => (staircases ? 'STAIRCASE' : buildings ? 'BUILDING' : 'COMPOUND')

export const isInScope = (
  { buildings, staircases }: Scope,
  { building, unit }: { readonly building: string; readonly unit: string },
): boolean =>
  staircases ? staircases.some((one) => one.building === building && one.unit === unit) : (buildings?.includes(building) ?? true)

/** @throws Refusal in another stage */
export function requireStage({ stage }: Pick<Decision, 'stage'>, stages: readonly Stage[]): void {
  if (!stages.includes(stage)) throw new Refusal('command-not-legal', `This is done in the stage ${stages.join(' or ')}.`, { state: stage })
}

/** Nobody asks anything of it any more. */
export const isOver = (stage: Stage): boolean => stage === 'ARCHIVED' || stage === 'WITHDRAWN'
