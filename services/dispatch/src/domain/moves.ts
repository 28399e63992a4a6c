import type { State } from './case.ts'
import type { CommandName } from './commands.ts'
import type { Effect } from './effect.ts'
import { answer } from './effects/answer.ts'
import { voidCase, withdraw } from './effects/end.ts'
import { feedBack, solve } from './effects/handle.ts'
import { comment } from './effects/note.ts'
import { accept, handOver } from './effects/take.ts'
import { decline, dispatch, reclassify, reportUp } from './effects/triage.ts'
import { verify } from './effects/verify.ts'
import { requestDecision, resume, suspend } from './effects/wait.ts'
import {
  atCentre,
  atStreet,
  decided,
  dispatched,
  type Need,
  neverDispatched,
  noDecisionUnderWay,
  notSuspended,
  notTaken,
  onTheGround,
  solvableHere,
  suspended,
  taken,
  withinWindow,
} from './needs.ts'
import type { Who } from './policy.ts'

export interface Move<Command extends CommandName = CommandName> {
  readonly command: Command
  readonly from: readonly State[]
  readonly to: readonly State[]
  readonly who: Who
  readonly needs: readonly Need[]
  readonly effect: Effect<Command>
}
export type AnyMove = { [Command in CommandName]: Move<Command> }[CommandName]

const WORK = ['TRIAGE', 'HANDLING', 'VERIFYING'] as const
const OPEN = [...WORK, 'ANSWERING'] as const
const ANY = [...OPEN, 'CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'] as const

/**
 * Every move that a person can make. A move that is not here is illegal. `to` says where the effect may lead; OPEN and
 * ANY as `to` mean that the state stays as it is. Return, joint handling and orders are more rows and more effects.
 * While a case is suspended it stays where it is; who has it may change, it may end, and anybody may say something.
 */
export const moves: readonly AnyMove[] = [
  { command: 'accept', from: WORK, to: WORK, who: 'TAKER', needs: [notTaken], effect: accept },
  { command: 'hand-over', from: WORK, to: WORK, who: 'GIVER', needs: [taken], effect: handOver },
  {
    command: 'solve',
    from: ['HANDLING'],
    to: ['VERIFYING', 'CLOSED'],
    who: 'HOLDER',
    needs: [notSuspended, neverDispatched, solvableHere, decided],
    effect: solve,
  },
  {
    command: 'report-up',
    from: ['HANDLING'],
    to: ['HANDLING', 'TRIAGE'],
    who: 'HOLDER',
    needs: [notSuspended, onTheGround],
    effect: reportUp,
  },
  { command: 'report-up', from: ['TRIAGE'], to: ['TRIAGE'], who: 'HOLDER', needs: [atStreet], effect: reportUp },
  { command: 'dispatch', from: ['TRIAGE'], to: ['HANDLING', 'TRIAGE'], who: 'HOLDER', needs: [], effect: dispatch },
  {
    command: 'dispatch',
    from: ['HANDLING'],
    to: ['HANDLING', 'TRIAGE'],
    who: 'DISPATCHER',
    needs: [notSuspended, dispatched],
    effect: dispatch,
  },
  { command: 'decline', from: ['TRIAGE'], to: ['DECLINED'], who: 'HOLDER', needs: [atCentre], effect: decline },
  { command: 'reclassify', from: ['TRIAGE'], to: ['TRIAGE'], who: 'HOLDER', needs: [atCentre], effect: reclassify },
  {
    command: 'feed-back',
    from: ['HANDLING'],
    to: ['VERIFYING'],
    who: 'HOLDER',
    needs: [notSuspended, dispatched, decided],
    effect: feedBack,
  },
  { command: 'suspend', from: ['HANDLING'], to: ['HANDLING'], who: 'HOLDER', needs: [taken, notSuspended], effect: suspend },
  { command: 'resume', from: ['HANDLING'], to: ['HANDLING'], who: 'RESUMER', needs: [suspended], effect: resume },
  {
    command: 'request-decision',
    from: ['HANDLING'],
    to: ['HANDLING'],
    who: 'HOLDER',
    needs: [taken, notSuspended, noDecisionUnderWay],
    effect: requestDecision,
  },
  { command: 'verify', from: ['VERIFYING'], to: ['ANSWERING', 'CLOSED', 'HANDLING'], who: 'HOLDER', needs: [], effect: verify },
  { command: 'answer', from: ['ANSWERING'], to: ['CLOSED', 'TRIAGE'], who: 'REPORTER', needs: [], effect: answer },
  { command: 'answer', from: ['CLOSED'], to: ['CLOSED', 'TRIAGE'], who: 'REPORTER', needs: [withinWindow], effect: answer },
  { command: 'withdraw', from: ['TRIAGE', 'HANDLING'], to: ['WITHDRAWN'], who: 'REPORTER', needs: [], effect: withdraw },
  { command: 'void', from: OPEN, to: [...OPEN, 'VOID'], who: 'VOIDER', needs: [], effect: voidCase },
  { command: 'comment', from: ANY, to: ANY, who: 'READER', needs: [], effect: comment },
]

/** The rows of a command, in order. */
export const movesOf = (command: CommandName): readonly AnyMove[] => moves.filter((move) => move.command === command)
