import type { Case } from './case.ts'

export type Light = 'GREEN' | 'YELLOW' | 'RED'

const severity: readonly Light[] = ['GREEN', 'YELLOW', 'RED']

/** The worse of the case's light and the step's. Derived at reading: a clock that stopped shows how it stopped. */
export function lightOf(kase: Case, now: Date): Light {
  const stopped = kase.verifiedAt ?? kase.closedAt ?? now
  const ofCase = lightAt(stopped < now ? stopped : now, kase.caseWarnAt, kase.caseDueAt)
  const ofStep = lightAt(now, kase.stepWarnAt, kase.stepDueAt)
  return severity.indexOf(ofCase) > severity.indexOf(ofStep) ? ofCase : ofStep
}

function lightAt(instant: Date, warnAt: Date | undefined, dueAt: Date | undefined): Light {
  if (dueAt && instant > dueAt) return 'RED'
  return warnAt && instant >= warnAt ? 'YELLOW' : 'GREEN'
}
