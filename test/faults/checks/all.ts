import type { Act, Check } from '../scene.ts'
import { caseChecks } from './cases.ts'
import { tellingChecks } from './telling.ts'
import { timeChecks } from './time.ts'
import { saidWhatWasWrong, silentWhenHealthy, upkeepChecks } from './upkeep.ts'

export { poisonIsParked } from './upkeep.ts'

/** What must hold after a run: the first of the acts was nothing. */
export const checksAfter = (acts: readonly Act[]): readonly Check[] => [
  ...caseChecks,
  ...timeChecks,
  ...tellingChecks,
  ...upkeepChecks,
  silentWhenHealthy,
  ...acts.filter(({ says }) => says.length > 0).map(saidWhatWasWrong),
]
