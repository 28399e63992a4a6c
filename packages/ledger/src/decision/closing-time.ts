import { type Amount, ofWeight, type RuleSet, reaches } from '@yiwang/counting'

const SECOND_MS = 1_000
const DAY_MS = 86_400_000
/** More days off follow each other in no year's notice (nine did), and one day more is the rest of the last one. */
const RUN_OF_DAYS_OFF = 14

/** What is wrong with the instant of a close; undefined where nothing is. `returned`: of the roll what has a ballot on the board. */
export function wrongClose(ruleSet: RuleSet, closesAt: string, closedAt: string, returned: Amount, roll: Amount): string | undefined {
  const late = Date.parse(closedAt) - Date.parse(closesAt)
  const { extension } = ruleSet
  if (late === 0) return extension && isMissed(ruleSet, returned, roll) ? 'its quorum was missed, and it was not extended' : undefined
  const { least, most } = extension ? spanOf(extension) : { least: 0, most: 0 }
  return late >= least && late <= most ? undefined : `${closedAt}, not ${closesAt}`
}

/**
 * How much longer an extension can be. Days begin after the one in which the first end lies, and end with the close of business of a working day: which days
 * are worked is in no export, and a bound has to do. Seven days have five working days; twice as many days leave room for the holidays among them.
 */
function spanOf({ amount, unit }: NonNullable<RuleSet['extension']>): { least: number; most: number } {
  if (unit === 'WALL_SECONDS') return { least: amount * SECOND_MS, most: amount * SECOND_MS }
  const days = unit === 'CALENDAR_DAYS' ? amount : 2 * amount
  return { least: (amount - 1) * DAY_MS, most: (days + 1 + RUN_OF_DAYS_OFF) * DAY_MS }
}

/** By ballots that were returned, as the service sees it before it opens them: spoiled ones are among them. */
const isMissed = ({ weights, quorum }: RuleSet, returned: Amount, roll: Amount): boolean =>
  weights.some((weight) => {
    const share = quorum[ofWeight[weight]]
    return share !== undefined && !reaches(share, returned[ofWeight[weight]], roll[ofWeight[weight]])
  })
