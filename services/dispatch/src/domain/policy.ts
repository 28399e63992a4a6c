import { liesIn } from './area.ts'
import type { Case, Level, Place, State } from './case.ts'
import type { Actor, Directory, Holding } from './directory.ts'

/**
 * Who may. Everything about entitlement is in this file: which roles do which work on which level, and how a person
 * stands to a case. Data of the type of matter only narrows it (needs.ts).
 */
export type Who =
  /** Anybody of the holding unit (or post) whose role does this work. */
  | 'TAKER'
  /** Who took it; while nobody has, any taker. */
  | 'HOLDER'
  /** The holder, or the leader of the grid team that holds it. */
  | 'GIVER'
  /** Of the unit that dispatched it. */
  | 'DISPATCHER'
  /** The holder, or of the unit that dispatched it. */
  | 'RESUMER'
  /** Any taker, or of a centre above. */
  | 'VOIDER'
  | 'REPORTER'
  | 'READER'

type ByLevel = Readonly<Record<Level, readonly string[]>>

const CENTRE = ['DISPATCHER', 'VERIFIER']

const triages: ByLevel = { GRID: ['GRID_LEADER'], COMMUNITY: ['COMMUNITY_OFFICER'], STREET: ['DISPATCHER'], DISTRICT: ['DISPATCHER'] }
const handles: ByLevel = {
  GRID: ['GRID_WORKER', 'GRID_LEADER', 'MICRO_GRID_LEADER'],
  COMMUNITY: ['COMMUNITY_OFFICER'],
  STREET: ['POST_HOLDER'],
  DISTRICT: ['DEPARTMENT_OFFICER'],
}
const verifies: ByLevel = { GRID: ['GRID_LEADER'], COMMUNITY: ['COMMUNITY_OFFICER'], STREET: CENTRE, DISTRICT: CENTRE }

const workIn: Partial<Record<State, ByLevel>> = { TRIAGE: triages, HANDLING: handles, VERIFYING: verifies, ANSWERING: verifies }

/** The roles that do the work of a state on a level. */
export const rolesIn = (state: State, level: Level): readonly string[] => workIn[state]?.[level] ?? []

/** Reads every case of the area of the post. */
const OVERSEES = ['SUPERVISOR', 'LEADER', 'DISPATCHER']

/** In what a person acts: one of their posts, or without one (undefined). Empty: not entitled. */
export type Capacity = Holding | undefined

/** In which capacities an actor is entitled. */
export function capacities(who: Who, kase: Case, actor: Actor, directory: Directory, at: Date): readonly Capacity[] {
  switch (who) {
    case 'TAKER':
      return takers(kase, actor)
    case 'HOLDER':
      return holding(kase, actor, directory, at)
    case 'GIVER':
      return giving(kase, actor, directory, at)
    case 'DISPATCHER':
      return dispatching(kase, actor)
    case 'RESUMER':
      return unique([...holding(kase, actor, directory, at), ...dispatching(kase, actor)])
    case 'VOIDER':
      return unique([
        ...takers(kase, actor),
        ...actor.holdings.filter(({ role, area }) => CENTRE.includes(role) && liesIn(kase.area, area)),
      ])
    case 'REPORTER':
      return isReporter(kase, actor) ? [undefined] : []
    case 'READER':
      return commenting(kase, actor)
  }
}

/** Whether somebody has it who is still in the post in which they took it. */
export function isTaken(kase: Case, directory: Directory, at: Date): boolean {
  const { person, post } = kase.holder
  return person !== undefined && (post === undefined || directory.holdersOf(post, at).includes(person))
}

const DISPATCHING: readonly Who[] = ['DISPATCHER', 'RESUMER']

/** Whether the actor has a role that could ever do this; else no state of the case would help. */
export function couldEver(who: Who, from: readonly State[], kase: Case, actor: Actor): boolean {
  if (who === 'READER') return true
  if (who === 'REPORTER') return isReporter(kase, actor)
  const works = [...(who === 'DISPATCHER' ? [] : from.map((state) => workIn[state] ?? {})), ...(DISPATCHING.includes(who) ? [triages] : [])]
  const roles = works.flatMap((work) => Object.values(work).flat()).concat(who === 'VOIDER' ? CENTRE : [])
  return actor.holdings.some(({ role }) => roles.includes(role))
}

/** Who held it in handling, in whatever round, does not check it. */
export const mustNotVerify = (kase: Case, person: string): boolean => kase.state === 'VERIFYING' && kase.handlers.includes(person)

/** Who does the work of the present step in the unit that holds it. */
function workers(kase: Case, actor: Actor): readonly Holding[] {
  const { holder, state } = kase
  if (mustNotVerify(kase, actor.person)) return []
  const roles = rolesIn(state, holder.level)
  return actor.holdings.filter((held) => (isOf(held, holder) && roles.includes(held.role)) || mayVerifyForGrid(kase, held))
}

/** Of the post that it was given to, if it was given to one. */
function takers(kase: Case, actor: Actor): readonly Holding[] {
  const { post, person } = kase.holder
  return workers(kase, actor).filter((held) => post === undefined || person !== undefined || held.post === post)
}

/** Who took it, in the post in which they did; a taker, if nobody has it (any more). */
function holding(kase: Case, actor: Actor, directory: Directory, at: Date): readonly Holding[] {
  if (!isTaken(kase, directory, at)) return takers(kase, actor)
  const { post, person } = kase.holder
  return person === actor.person ? workers(kase, actor).filter((held) => held.post === post) : []
}

const dispatching = (kase: Case, actor: Actor): readonly Holding[] =>
  actor.holdings.filter((holding) => kase.dispatcher && isOf(holding, kase.dispatcher) && does(holding, triages))

/** What a grid solved itself is checked by its leader or by the community above. */
export function mayVerifyForGrid(kase: Case, holding: Holding): boolean {
  return (
    kase.state === 'VERIFYING' &&
    kase.holder.level === 'GRID' &&
    kase.dispatcher === undefined &&
    holding.level === 'COMMUNITY' &&
    does(holding, verifies) &&
    liesIn(kase.area, holding.area)
  )
}

function giving(kase: Case, actor: Actor, directory: Directory, at: Date): readonly Capacity[] {
  const leading = mustNotVerify(kase, actor.person)
    ? []
    : actor.holdings.filter((held) => held.role === 'GRID_LEADER' && isOf(held, kase.holder))
  return unique([...holding(kase, actor, directory, at), ...leading])
}

const isReporter = (kase: Case, actor: Actor): boolean => actor.kind !== 'SYSTEM' && kase.reporter.id === actor.person
const isOf = (holding: Holding, place: Place): boolean => holding.unit === place.unit
const does = (holding: Holding, work: ByLevel): boolean => work[holding.level as Level]?.includes(holding.role) ?? false
const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]

/** How much of a case somebody sees: all of it, what a reporter sees of their own, or nothing. */
export type Reading = 'FULL' | 'OWN' | 'NONE'

export function readingOf(kase: Case, actor: Actor): Reading {
  const tookPart = actor.holdings.length > 0 && kase.participants.includes(actor.person)
  if (tookPart || readingPosts(kase, actor).length > 0) return 'FULL'
  return isReporter(kase, actor) ? 'OWN' : 'NONE'
}

/** The posts through which somebody reads a case. `scope.ts` says the same in SQL. */
function readingPosts(kase: Case, actor: Actor): readonly Holding[] {
  return actor.holdings.filter(
    (holding) =>
      isOf(holding, kase.holder) ||
      (oversees(holding) && liesIn(kase.area, holding.area)) ||
      (answersForDispatch(holding) && kase.dispatcher !== undefined && isOf(holding, kase.dispatcher)) ||
      mayVerifyForGrid(kase, holding),
  )
}

export const oversees = ({ role }: Holding): boolean => OVERSEES.includes(role)
/** Dispatches for the unit, or leads it: reads what it dispatched, wherever that lies. */
export const answersForDispatch = (holding: Holding): boolean => does(holding, triages) || oversees(holding)
export const verifiesForGrids = (holding: Holding): boolean => holding.level === 'COMMUNITY' && does(holding, verifies)

function commenting(kase: Case, actor: Actor): readonly Capacity[] {
  const posts = readingPosts(kase, actor)
  if (posts.length > 0) return posts
  return readingOf(kase, actor) === 'NONE' ? [] : [undefined]
}
