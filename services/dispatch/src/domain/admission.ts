import type { Case } from './case.ts'
import { COMMANDS, type CommandName } from './commands.ts'
import type { Actor, Directory, MatterType } from './directory.ts'
import { needsSecondPerson } from './effects/end.ts'
import { laterOf } from './entry.ts'
import { type AnyMove, movesOf } from './moves.ts'
import type { Circumstances, Need } from './needs.ts'
import { type Capacity, capacities, couldEver, mustNotVerify } from './policy.ts'
import { Refusal } from './refusal.ts'

/** The move that a command would make, and in which capacities its giver may make it. */
export interface Admission {
  readonly move: AnyMove
  readonly capacities: readonly Capacity[]
}

/** Why not; made only where somebody wants to know, because `allowed` asks of every command. */
export type Refused = () => Refusal

/**
 * Whether somebody may give a command now, whatever its body. The order of the checks is the order of the answers: a role
 * that never does this (403), a state in which nobody may (409), a person who may not now (403).
 */
export function admit(kase: Case, command: CommandName, actor: Actor, circumstances: Circumstances): Admission | Refused {
  const rows = movesOf(command)
  if (!rows.some((row) => couldEver(row.who, row.from, kase, actor))) return () => notEntitled(command)
  const fromHere = rows.filter((row) => row.from.includes(kase.state))
  const [first] = fromHere
  if (!first) return () => illegal(kase, `In state ${kase.state} nobody can ${command} a case.`)
  const move = fromHere.find((row) => unmet(row, 'conflict', kase, circumstances) === undefined)
  if (!move) return () => unmetBy(kase, unmet(first, 'conflict', kase, circumstances)!)
  const found = capacities(move.who, kase, actor, circumstances.directory, circumstances.at)
  return found.length === 0 ? () => notNow(command, kase, actor) : { move, capacities: found }
}

/** A rule of the type of matter, or of a second person, that stands against an admitted move. */
export function ruledOut({ move }: Admission, kase: Case, actor: Actor, circumstances: Circumstances): Refused | undefined {
  if (move.command === 'void' && kase.voidAsked?.by === actor.person) return needsSecondPerson
  const rule = unmet(move, 'rule', kase, circumstances)
  return rule && (() => new Refusal(rule.code!, rule.detail))
}

/** The commands that this caller may give now. */
export const allowed = (kase: Case, actor: Actor, directory: Directory, now: Date): CommandName[] =>
  COMMANDS.filter((command) => mayGive(command, kase, actor, directory, now))

/** The same checks as of a command that is given, without a body and without saving. */
export function mayGive(command: CommandName, kase: Case, actor: Actor, directory: Directory, now: Date): boolean {
  const circumstances = circumstancesOf(kase, directory, now)
  const admission = admit(kase, command, actor, circumstances)
  return typeof admission !== 'function' && ruledOut(admission, kase, actor, circumstances) === undefined
}

export const circumstancesOf = (kase: Case, directory: Directory, now: Date): Circumstances => ({
  at: laterOf(now, kase.lastAt),
  type: typeOf(kase, directory),
  directory,
})

/** The type that the case started with, or the present version while that one is not known here. */
export function typeOf(kase: Case, directory: Directory): MatterType {
  const type = directory.type(kase.type, kase.typeVersion) ?? directory.type(kase.type)
  if (!type) throw new Error(`the catalogue has no type ${kase.type}`)
  return type
}

const unmet = (move: AnyMove, kind: Need['kind'], kase: Case, circumstances: Circumstances): Need | undefined =>
  move.needs.find((need) => need.kind === kind && !need.holds(kase, circumstances))

const notNow = (command: CommandName, kase: Case, actor: Actor): Refusal =>
  mustNotVerify(kase, actor.person)
    ? new Refusal('handled-before', 'Who held a case in handling does not verify it.')
    : notEntitled(command)

const notEntitled = (command: CommandName): Refusal => new Refusal('not-entitled', `You may not ${command} this case.`)

const unmetBy = (kase: Case, need: Need): Refusal => illegal(kase, need.detail, need.extra?.(kase))

const illegal = (kase: Case, detail: string, extra: Record<string, unknown> = {}): Refusal =>
  new Refusal('command-not-legal', detail, { extra: { ...whoChanged(kase), ...extra } })

/** What somebody who comes too late is told. */
export const whoChanged = (kase: Case) => ({ by: kase.changed.by, at: kase.changed.at.toISOString(), state: kase.state })
