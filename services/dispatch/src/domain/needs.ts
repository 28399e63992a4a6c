import type { Case } from './case.ts'
import type { Directory, MatterType } from './directory.ts'
import { isTaken } from './policy.ts'
import type { RefusalCode } from './refusal.ts'
import { isSuspended } from './suspension.ts'

export interface Circumstances {
  readonly at: Date
  readonly type: MatterType
  readonly directory: Directory
}

/** A condition of a move beside its state. `conflict`: the case has moved on (409); `rule`: the type does not allow it (422). */
export interface Need {
  readonly kind: 'conflict' | 'rule'
  readonly detail: string
  /** Of a rule: what it is refused as. */
  readonly code?: RefusalCode
  /** Of a conflict: what of the case stands against it, for the problem. */
  extra?(kase: Case): Record<string, unknown>
  holds(kase: Case, circumstances: Circumstances): boolean
}

const DAY_MS = 86_400_000

export const notTaken: Need = {
  kind: 'conflict',
  detail: 'Somebody has taken the case.',
  holds: (kase, { directory, at }) => !isTaken(kase, directory, at),
}
export const taken: Need = {
  kind: 'conflict',
  detail: 'Nobody has taken the case yet.',
  holds: (kase) => kase.holder.person !== undefined,
}
export const neverDispatched: Need = {
  kind: 'conflict',
  detail: 'The case was dispatched: give it back with feed-back.',
  holds: (kase) => kase.dispatcher === undefined,
}
export const dispatched: Need = {
  kind: 'conflict',
  detail: 'The case was not dispatched: finish it with solve.',
  holds: (kase) => kase.dispatcher !== undefined,
}
export const onTheGround: Need = {
  kind: 'conflict',
  detail: 'Only a grid or a community reports up what it handles.',
  holds: (kase) => kase.holder.level === 'GRID' || kase.holder.level === 'COMMUNITY',
}
export const atStreet: Need = {
  kind: 'conflict',
  detail: 'Only a street centre reports up what it triages.',
  holds: (kase) => kase.holder.level === 'STREET',
}
export const atCentre: Need = {
  kind: 'conflict',
  detail: 'Only a centre declines or reclassifies.',
  holds: (kase) => kase.holder.level === 'STREET' || kase.holder.level === 'DISTRICT',
}
export const withinWindow: Need = {
  kind: 'conflict',
  detail: 'The time in which the reporter may answer is over.',
  holds: (kase, { at, type }) => kase.closedAt !== undefined && at.getTime() <= kase.closedAt.getTime() + type.reopenDays * DAY_MS,
}
export const notSuspended: Need = {
  kind: 'conflict',
  detail: 'The case is suspended: resume it first.',
  holds: (kase) => !isSuspended(kase),
}
export const suspended: Need = {
  kind: 'conflict',
  detail: 'The case is not suspended.',
  holds: isSuspended,
}
export const noDecisionUnderWay: Need = {
  kind: 'conflict',
  detail: 'The owners are deciding about it already: wait for that decision, or have it withdrawn.',
  extra: ({ decision }) => ({ decision: decision!.id }),
  holds: ({ decision }) => decision === undefined || decision.passed !== undefined,
}
export const decided: Need = {
  kind: 'rule',
  code: 'decision-needed',
  detail: 'The cure of this type of matter needs a decision of the owners that has passed: ask for one with request-decision.',
  holds: (kase, { type }) => !type.needsDecision || kase.decision?.passed === true,
}
export const solvableHere: Need = {
  kind: 'rule',
  code: 'not-solvable-here',
  detail: 'This type of matter is not solved on this level: report it up.',
  holds: (kase, { type }) => type.solvedAt.length === 0 || type.solvedAt.includes(kase.holder.level),
}
