import type { Case, Level, Outcome, Place } from '../case.ts'
import type { CommandBodies } from '../commands.ts'
import type { Given } from '../effect.ts'

/** 核查: it holds, and a resident is asked; or it goes back to who handled it. */
export function verify(kase: Case, { body, as, at }: Given<CommandBodies['verify']>): Outcome {
  if (body.result === 'REWORK') {
    return { fact: 'rework_ordered', change: { state: 'HANDLING', holder: kase.givenTo! }, details: { result: 'REWORK' } }
  }
  const asked = kase.reporter.kind === 'RESIDENT'
  const checker: Place = as!.unit === kase.holder.unit ? kase.holder : { level: as!.level as Level, unit: as!.unit }
  return {
    fact: 'verified',
    change: {
      state: asked ? 'ANSWERING' : 'CLOSED',
      holder: { level: checker.level, unit: checker.unit },
      verifiedAt: at,
    },
    details: { result: 'PASSED' },
  }
}
