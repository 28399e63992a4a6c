import type { Area } from '../areas.ts'
import { fromCityManagement, fromComprehensiveGovernance, fromEmergencyCommand } from './legacy.ts'
import { liftQuarrel } from './lift-quarrel.ts'
import type { FeedLine } from './lines.ts'
import { everythingInTime, nobodyTakesIt, theOfficeIsLate } from './trial.ts'

/** The *.jsonl files of demo/feed. They are played side by side. */
export function feedFiles(areas: readonly Area[]): Map<string, string> {
  const plays: Record<string, FeedLine[]> = {
    'lift-quarrel': liftQuarrel(areas),
    'city-management': fromCityManagement(areas),
    'comprehensive-governance': fromComprehensiveGovernance(),
    'emergency-command': fromEmergencyCommand(areas),
    'trial-nobody-takes-it': nobodyTakesIt(areas),
    'trial-late-office': theOfficeIsLate(areas),
    'trial-in-time': everythingInTime(areas),
  }
  return new Map(Object.entries(plays).map(([name, lines]) => [`${name}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join('')]))
}
