import { LEVELS, type Level } from './case.ts'

/** The level on which an area's code is held, by its length; a micro-grid belongs to its grid's team. */
export function levelOfArea(code: string): Level {
  if (code.length >= 15) return 'GRID'
  if (code.length >= 12) return 'COMMUNITY'
  return code.length >= 9 ? 'STREET' : 'DISTRICT'
}

export const coarser = (a: Level, b: Level): Level => LEVELS[Math.max(LEVELS.indexOf(a), LEVELS.indexOf(b))]!

/** This level and those above it. */
export const upwards = (from: Level): readonly Level[] => LEVELS.slice(LEVELS.indexOf(from))

/** Whether an area lies in another, or is it. */
export const liesIn = (area: string, outer: string): boolean => area.startsWith(outer)

/** Code of the street in which an area lies, else of the district. */
export const streetOf = (area: string): string => area.slice(0, area.length >= 9 ? 9 : 6)
