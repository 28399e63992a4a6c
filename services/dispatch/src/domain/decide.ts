import { type Admission, admit, circumstancesOf, ruledOut, whoChanged } from './admission.ts'
import type { Case, Details, Outcome } from './case.ts'
import type { CommandBodies, CommandName, Common } from './commands.ts'
import type { Actor, Directory } from './directory.ts'
import type { Effect, Given } from './effect.ts'
import { type Change, type EntryActor, record, type SaltedText } from './entry.ts'
import type { AnyMove } from './moves.ts'
import type { Capacity, Who } from './policy.ts'
import { Refusal } from './refusal.ts'

export interface Request<Command extends CommandName = CommandName> {
  readonly command: Command
  readonly body: CommandBodies[Command]
  readonly actor: Actor
  readonly now: Date
  /** The version that the caller saw, if they say so. */
  readonly ifMatch?: number | undefined
  /** An id for what the command makes, if it makes something. */
  readonly newId: string
  /** Hex salt for the free text, if there is any. */
  readonly salt: string
}

/** What a command makes of a case. After the checks of admission.ts come an old version (412) and the rules (422). */
export function decide<Command extends CommandName>(kase: Case, request: Request<Command>, directory: Directory): Change {
  const { command, actor, body, now, ifMatch, salt, newId } = request
  const circumstances = circumstancesOf(kase, directory, now)
  const admission = admit(kase, command, actor, circumstances)
  if (typeof admission === 'function') throw admission()
  const as = chosen(admission, body, actor)
  if (ifMatch !== undefined && ifMatch !== kase.version) throw stale(kase)
  const refused = ruledOut(admission, kase, actor, circumstances)
  if (refused) throw refused()
  const { move } = admission
  const given: Given<CommandBodies[Command]> = { ...circumstances, body, person: actor.person, as, newId }
  const outcome = proven((move.effect as Effect<Command>)(kase, given), body)
  requireOnTable(move, outcome)
  return record(kase, outcome, entryActor(actor, as, move.who, kase), circumstances.at, saltedText(wordsOf(command, body), salt))
}

/** The post in which somebody acts: the one they name, or the only one that fits. */
function chosen({ capacities }: Admission, { asPost }: Common, actor: Actor): Capacity {
  if (asPost === undefined) {
    if (capacities.length > 1) throw needsPost(capacities)
    return capacities[0]
  }
  if (!actor.holdings.some(({ post }) => post === asPost)) throw new Refusal('post-not-held', 'You do not hold this post now.')
  const named = capacities.find((capacity) => capacity?.post === asPost)
  if (named || capacities.includes(undefined)) return named
  throw new Refusal('not-entitled', 'In this post you may not do this; in another one you may.')
}

function needsPost(capacities: readonly Capacity[]): Refusal {
  const posts = capacities.flatMap((capacity) => capacity?.post ?? [])
  return new Refusal('as-post-required', 'Several of your posts fit: say in which one you act.', {
    errors: [{ pointer: '/asPost', detail: `one of ${posts.join(', ')}` }],
  })
}

function entryActor(actor: Actor, as: Capacity, who: Who, kase: Case): EntryActor {
  const moves = who !== 'READER' && who !== 'REPORTER'
  const handles = who === 'HOLDER' && kase.state === 'HANDLING'
  return { kind: actor.kind, id: actor.person, post: as?.post, part: handles ? 'HANDLES' : moves ? 'MOVES' : 'NONE' }
}

/** The evidence that was sent is on the entry, whatever the command. */
const proven = (outcome: Outcome, { evidence = [] }: Common): Outcome =>
  evidence.length === 0 ? outcome : { ...outcome, details: { ...outcome.details, evidence: [...evidence] } as Details }

/** What is said in free words: the reason of a suspension is a code, and stands on the entry. */
const wordsOf = (command: CommandName, body: Common): Common => (command === 'suspend' ? { text: body.text } : body)

function saltedText({ reason, text }: Common, salt: string): SaltedText | undefined {
  const said = [reason, text].filter((part) => part !== undefined && part !== '').join('\n')
  return said === '' ? undefined : { text: said, salt }
}

function requireOnTable(move: AnyMove, { change }: Outcome): void {
  const to = change?.state
  if (to === undefined || move.to.includes(to)) return
  throw new Error(`the effect of ${move.command} led to ${to}, which the table does not allow`)
}

const stale = (kase: Case): Refusal =>
  new Refusal('version-changed', `The case has version ${kase.version} now: read it again.`, { extra: whoChanged(kase) })
