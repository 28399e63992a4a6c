import { distanceM, type Point } from '@yiwang/geo'

export const RADIUS_M = { RESIDENT: 250, STAFF: 1_000 } as const

export interface DuplicateRules {
  readonly code: string
  readonly kindred: readonly string[]
  /** 0: by who asks. */
  readonly duplicateRadiusM: number
}

export interface Candidate {
  readonly id: string
  readonly number: string
  readonly point: Point
}

/** How far a duplicate may lie: as the type says, else by who asks. */
export const radiusOf = (type: DuplicateRules, asker: keyof typeof RADIUS_M): number => type.duplicateRadiusM || RADIUS_M[asker]

/** The type itself and its kindred, whichever of the two names the other. */
export function sameOrKindred(type: DuplicateRules, all: readonly DuplicateRules[]): string[] {
  const naming = all.filter((other) => other.kindred.includes(type.code)).map((other) => other.code)
  return [...new Set([type.code, ...type.kindred, ...naming])]
}

/** Candidates within the radius, nearest first. */
export function nearest(point: Point, radiusM: number, candidates: readonly Candidate[]) {
  return candidates
    .map((candidate) => ({ id: candidate.id, number: candidate.number, distanceM: Math.round(distanceM(point, candidate.point)) }))
    .filter((candidate) => candidate.distanceM <= radiusM)
    .toSorted((one, other) => one.distanceM - other.distanceM || (one.id < other.id ? -1 : 1))
}
