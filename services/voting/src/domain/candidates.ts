/** Who stands for election, as far as the register can say something to it. */
export interface Nominee {
  readonly id: string
  /** Whose account is theirs, by their own word. */
  readonly person?: string | undefined
  /** Which they say is theirs. */
  readonly room?: object | undefined
}

/** A head of the roll. */
export interface RollPlace {
  readonly head: string
  readonly members: readonly string[]
}

export interface Known {
  readonly rollWritten: boolean
  /** Heads that have the room that was named. */
  readonly ofRoom: readonly RollPlace[]
  /** Heads which the person owns, or of a poll their household. */
  readonly ofPerson: readonly RollPlace[]
  readonly others: readonly Nominee[]
  readonly trustees: readonly string[]
}

export const CHECKS = ['ON_ROLL', 'OWNS_ROOM', 'NOT_DEVELOPER', 'NOT_NOMINATED_TWICE', 'NOT_TRUSTEE'] as const
export type Check = (typeof CHECKS)[number]

/** UNKNOWN: what was said of the candidate, or is known so far, does not tell. */
export interface Finding {
  readonly check: Check
  readonly result: 'YES' | 'NO' | 'UNKNOWN'
}

const DEVELOPER = 'DEVELOPER'

/** What the register says to a candidate before the community officer decides. */
export function findingsOf(nominee: Nominee, known: Known): Finding[] {
  const places = placesOf(nominee, known)
  const answers: Record<Check, boolean | undefined> = {
    ON_ROLL: places && places.length > 0,
    OWNS_ROOM: places && nominee.person !== undefined && nominee.room !== undefined ? places.length > 0 : undefined,
    NOT_DEVELOPER: places && places.length > 0 ? places.every(({ members }) => !members.includes(DEVELOPER)) : undefined,
    NOT_NOMINATED_TWICE: isOnlyOne(nominee, known.others),
    NOT_TRUSTEE: nominee.person === undefined ? undefined : !known.trustees.includes(nominee.person),
  }
  return CHECKS.map((check) => ({ check, result: inWord(answers[check]) }))
}

/** The heads that fit all that was named; undefined where that says nothing. */
function placesOf({ person, room }: Nominee, { rollWritten, ofRoom, ofPerson }: Known): readonly RollPlace[] | undefined {
  if (!rollWritten || (person === undefined && room === undefined)) return undefined
  if (person === undefined) return ofRoom
  if (room === undefined) return ofPerson
  const heads = new Set(ofRoom.map(({ head }) => head))
  return ofPerson.filter(({ head }) => heads.has(head))
}

/** Owners of one room may both stand; who is named by the room alone may be one of them. */
function isOnlyOne({ id, person, room }: Nominee, nominees: readonly Nominee[]): boolean | undefined {
  const others = nominees.filter((other) => other.id !== id)
  if (person !== undefined && others.some((other) => other.person === person)) return false
  const sameRoom = room === undefined ? [] : others.filter((other) => JSON.stringify(other.room) === JSON.stringify(room))
  if (sameRoom.some((other) => person === undefined || other.person === undefined)) return undefined
  return true
}

const inWord = (answer: boolean | undefined) => (answer === undefined ? 'UNKNOWN' : answer ? 'YES' : 'NO')
