import { allowed } from './domain/admission.ts'
import type { Case } from './domain/case.ts'
import type { CommandName } from './domain/commands.ts'
import { deadlinesOf, suspendedUntil } from './domain/deadlines.ts'
import type { Actor, Directory } from './domain/directory.ts'
import { type Light, lightOf } from './domain/light.ts'
import { readingOf } from './domain/policy.ts'
import { isSuspended, suspendedAt } from './domain/suspension.ts'

/** A case as one caller sees it. */
export interface CaseView {
  readonly id: string
  readonly number: string
  readonly type: string
  readonly typeVersion: number
  readonly area: string
  readonly state: string
  readonly round: number
  readonly holder: { level: string; unit: string; post?: string; person?: string; since?: string }
  readonly receivedAt: string
  readonly verifiedAt?: string
  readonly closedAt?: string
  readonly caseDueAt?: string
  readonly stepDueAt?: string
  readonly stepWarnAt?: string
  readonly suspendedSince?: string
  readonly suspendedUntil?: string
  readonly suspension?: { reason: string }
  readonly decision?: { id: string; passed?: boolean }
  readonly light: Light
  readonly version: number
  readonly allowed: CommandName[]
  /** Of a declined case: why. */
  readonly reason?: string
}

export function viewOf(kase: Case, actor: Actor, directory: Directory, now: Date, reason?: string): CaseView {
  const { caseDueAt, stepDueAt, stepWarnAt } = deadlinesOf(kase, directory)
  return {
    ...{ id: kase.id, number: kase.number, type: kase.type, typeVersion: kase.typeVersion },
    ...{ area: kase.area, state: kase.state, round: kase.round },
    holder: holderOf(kase, readingOf(kase, actor) === 'FULL'),
    receivedAt: kase.receivedAt.toISOString(),
    ...instant('verifiedAt', kase.verifiedAt),
    ...instant('closedAt', kase.closedAt),
    ...instant('caseDueAt', caseDueAt),
    ...instant('stepDueAt', stepDueAt),
    ...instant('stepWarnAt', stepWarnAt),
    ...waitingOf(kase, directory),
    light: lightOf(kase, now),
    version: kase.version,
    allowed: allowed(kase, actor, directory, now),
    ...(reason !== undefined && { reason }),
  }
}

/** Why it stands still and until when, and the decision that it asked for. */
function waitingOf(kase: Case, directory: Directory): Pick<CaseView, 'suspendedSince' | 'suspendedUntil' | 'suspension' | 'decision'> {
  const { decision, suspension } = kase
  return {
    ...(isSuspended(kase) &&
      suspension && {
        ...instant('suspendedSince', suspendedAt(kase)),
        ...instant('suspendedUntil', suspendedUntil(kase, directory)),
        suspension: { reason: suspension.reason },
      }),
    ...(decision && { decision: { id: decision.id, ...(decision.passed !== undefined && { passed: decision.passed }) } }),
  }
}

/** A reporter sees the unit; who in it has the case is for those who work on it. */
function holderOf({ holder, heldSince }: Case, whole: boolean): CaseView['holder'] {
  const { level, unit, post, person } = holder
  if (!whole) return { level, unit }
  return { level, unit, ...(post !== undefined && { post }), ...(person !== undefined && { person }), since: heldSince.toISOString() }
}

const instant = <Name extends string>(name: Name, date: Date | undefined): { [N in Name]?: string } =>
  (date ? { [name]: date.toISOString() } : {}) as { [N in Name]?: string }
