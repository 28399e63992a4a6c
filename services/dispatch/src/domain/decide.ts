import type { Case, Outcome } from './case.ts'
import { COMMANDS, type CommandBodies, type CommandName, type Common } from './commands.ts'
import type { Actor, Directory, MatterType } from './directory.ts'
import type { Effect, Given } from './effect.ts'
import { needsSecondPerson } from './effects/end.ts'
import { type Change, type EntryActor, laterOf, record, type SaltedText } from './entry.ts'
import { type AnyMove, movesOf } from './moves.ts'
import type { Circumstances, Need } from './needs.ts'
import { type Capacity, capacities, couldEver, mustNotVerify, type Who } from './policy.ts'
import { Refusal } from './refusal.ts'

export interface Request<Command extends CommandName = CommandName> {
  readonly command: Command
  readonly body: CommandBodies[Command]
  readonly actor: Actor
  readonly now: Date
  /** The version that the caller saw, if they say so. */
  readonly ifMatch?: number | undefined
  /** Hex salt for the free text, if there is any. */
  readonly salt: string
}

/**
 * What a command makes of a case. The order of the checks is the order of the answers: a role that never does this
 * (403), a state in which nobody may (409), a person who may not now (403), an old version (412), a rule (422).
 */
export function decide<Command extends CommandName>(kase: Case, request: Request<Command>, directory: Directory): Change {
  const { command, actor, body, now } = request
  const circumstances: Circumstances = { at: laterOf(now, kase.lastAt), type: typeOf(kase, directory), directory }
  const move = legalMove(kase, command, actor, circumstances)
  const as = chosen(entitled(move, kase, actor, circumstances), body, actor)
  if (request.ifMatch !== undefined && request.ifMatch !== kase.version) throw stale(kase)
  requireRules(move, kase, circumstances)
  const given: Given<CommandBodies[Command]> = { ...circumstances, body, person: actor.person, as }
  const outcome = (move.effect as Effect<Command>)(kase, given)
  requireOnTable(move, outcome)
  return record(kase, outcome, entryActor(actor, as, move.who, kase), circumstances.at, saltedText(body, request.salt))
}

/** The commands that this caller may give now. */
export const allowed = (kase: Case, actor: Actor, directory: Directory, now: Date): CommandName[] =>
  COMMANDS.filter((command) => mayGive(command, kase, actor, directory, now))

/** The same checks, without a body and without saving. */
export function mayGive(command: CommandName, kase: Case, actor: Actor, directory: Directory, now: Date): boolean {
  const circumstances: Circumstances = { at: laterOf(now, kase.lastAt), type: typeOf(kase, directory), directory }
  try {
    const move = legalMove(kase, command, actor, circumstances)
    entitled(move, kase, actor, circumstances)
    requireRules(move, kase, circumstances)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function legalMove(kase: Case, command: CommandName, actor: Actor, circumstances: Circumstances): AnyMove {
  const rows = movesOf(command)
  if (!rows.some((row) => couldEver(row.who, row.from, kase, actor))) throw notEntitled(command)
  const fromHere = rows.filter((row) => row.from.includes(kase.state))
  if (fromHere.length === 0) throw illegal(kase, `In state ${kase.state} nobody can ${command} a case.`)
  const legal = fromHere.find((row) => unmet(row, 'conflict', kase, circumstances) === undefined)
  if (!legal) throw illegal(kase, unmet(fromHere[0]!, 'conflict', kase, circumstances)!.detail)
  return legal
}

const unmet = (move: AnyMove, kind: Need['kind'], kase: Case, circumstances: Circumstances): Need | undefined =>
  move.needs.find((need) => need.kind === kind && !need.holds(kase, circumstances))

function requireRules(move: AnyMove, kase: Case, circumstances: Circumstances): void {
  const rule = unmet(move, 'rule', kase, circumstances)
  if (rule) throw new Refusal('not-solvable-here', rule.detail)
}

function entitled(move: AnyMove, kase: Case, actor: Actor, { directory, at }: Circumstances): readonly Capacity[] {
  const found = capacities(move.who, kase, actor, directory, at)
  if (found.length > 0 && move.command === 'void' && kase.voidAsked?.by === actor.person) throw needsSecondPerson()
  if (found.length > 0) return found
  if (mustNotVerify(kase, actor.person)) throw new Refusal('handled-before', 'Who held a case in handling does not verify it.')
  throw notEntitled(move.command)
}

/** The post in which somebody acts: the one they name, or the only one that fits. */
function chosen(fitting: readonly Capacity[], { asPost }: Common, actor: Actor): Capacity {
  if (asPost === undefined) {
    if (fitting.length > 1) {
      const posts = fitting.flatMap((capacity) => capacity?.post ?? [])
      throw new Refusal('as-post-required', 'Several of your posts fit: say in which one you act.', {
        errors: [{ pointer: '/asPost', detail: `one of ${posts.join(', ')}` }],
      })
    }
    return fitting[0]
  }
  if (!actor.holdings.some(({ post }) => post === asPost)) throw new Refusal('post-not-held', 'You do not hold this post now.')
  const named = fitting.find((capacity) => capacity?.post === asPost)
  if (!named && !fitting.includes(undefined)) throw new Refusal('not-entitled', 'In this post you may not do this; in another one you may.')
  return named
}

function entryActor(actor: Actor, as: Capacity, who: Who, kase: Case): EntryActor {
  const moves = who !== 'READER' && who !== 'REPORTER'
  const handles = who === 'HOLDER' && kase.state === 'HANDLING'
  return { kind: actor.kind, id: actor.person, post: as?.post, part: handles ? 'HANDLES' : moves ? 'MOVES' : 'NONE' }
}

function saltedText({ reason, text }: Common, salt: string): SaltedText | undefined {
  const said = [reason, text].filter((part) => part !== undefined && part !== '').join('\n')
  return said === '' ? undefined : { text: said, salt }
}

/** The type that the case started with, or the present version while that one is not known here. */
export function typeOf(kase: Case, directory: Directory): MatterType {
  const type = directory.type(kase.type, kase.typeVersion) ?? directory.type(kase.type)
  if (!type) throw new Error(`the catalogue has no type ${kase.type}`)
  return type
}

function requireOnTable(move: AnyMove, { change }: Outcome): void {
  const to = change?.state
  if (to !== undefined && !move.to.includes(to))
    throw new Error(`the effect of ${move.command} led to ${to}, which the table does not allow`)
}

const notEntitled = (command: CommandName) => new Refusal('not-entitled', `You may not ${command} this case.`)
const extraOf = (kase: Case) => ({ by: kase.changed.by, at: kase.changed.at.toISOString(), state: kase.state })
const illegal = (kase: Case, detail: string) => new Refusal('command-not-legal', detail, { extra: extraOf(kase) })
const stale = (kase: Case) =>
  new Refusal('stale-version', `The case has version ${kase.version} now: read it again.`, { extra: extraOf(kase) })
