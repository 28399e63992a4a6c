import type { Case } from './case.ts'
import { suspendedAt } from './suspension.ts'

export type Light = 'GREEN' | 'YELLOW' | 'RED'

const severity: readonly Light[] = ['GREEN', 'YELLOW', 'RED']

/** The worse of the case's light and the step's. Derived at reading: a clock that stopped, or stands still, shows how it did. */
export function lightOf(kase: Case, now: Date): Light {
  const held = suspendedAt(kase) ?? now
  const stopped = kase.verifiedAt ?? kase.closedAt ?? held
  const ofCase = lightAt(new Date(Math.min(stopped.getTime(), held.getTime())), kase.caseWarnAt, kase.caseDueAt)
  const ofStep = lightAt(held, kase.stepWarnAt, kase.stepDueAt)
  return severity.indexOf(ofCase) > severity.indexOf(ofStep) ? ofCase : ofStep
}

function lightAt(instant: Date, warnAt: Date | undefined, dueAt: Date | undefined): Light {
  if (dueAt && instant > dueAt) return 'RED'
  return warnAt && instant >= warnAt ? 'YELLOW' : 'GREEN'
}
