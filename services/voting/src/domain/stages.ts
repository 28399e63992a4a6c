import { type ClockKind, type Decision, hasVote, type Stage, type Standing, type StartedClock } from './decision.ts'
import * as need from './needs.ts'
import { requirePlanOpen } from './preparation.ts'
import { Refusal } from './refusal.ts'

export const COMMANDS = [
  ...(['publish', 'revise', 'open', 'close', 'share', 'announce'] as const),
  ...(['start-execution', 'confirm', 'archive', 'withdraw'] as const),
] as const
export type CommandName = (typeof COMMANDS)[number]

/** STEWARD: who prepares it. TRUSTEE: who has a share of the key. OWNER: who votes or may speak for a head of the roll. */
export type Who = 'STEWARD' | 'TRUSTEE' | 'OWNER'

export interface Move {
  readonly command: CommandName
  readonly from: readonly Stage[]
  readonly to: readonly Stage[]
  readonly who: Who
  readonly needs: readonly need.Need[]
  /** Since when the row is there: else it always is. */
  readonly once?: (decision: Decision, at: Date) => boolean
}

const BEFORE_RESULT = ['DRAFT', 'NOTICE', 'REVISION', 'VOTING', 'COUNTING'] as const

const UNSAID_MS = 24 * 60 * 60 * 1_000
const leftUnsaid = ({ countedAt }: Decision, at: Date): boolean =>
  countedAt !== undefined && at.getTime() - countedAt.getTime() >= UNSAID_MS

/** Every move that a person can make from one stage to another. What is not here is illegal: no stage is skipped. */
export const moves: readonly Move[] = [
  { command: 'publish', from: ['DRAFT'], to: ['NOTICE'], who: 'STEWARD', needs: [need.complete] },
  { command: 'revise', from: ['NOTICE', 'REVISION'], to: ['REVISION'], who: 'STEWARD', needs: [need.votes] },
  {
    command: 'open',
    from: ['NOTICE', 'REVISION'],
    to: ['VOTING'],
    who: 'STEWARD',
    needs: [
      ...[need.votes, need.noticeOver, need.opinionsOver, need.opinionsAnswered],
      ...[need.rollSettled, need.candidatesVetted, need.sharesTaken],
    ],
  },
  { command: 'close', from: ['VOTING'], to: ['COUNTING', 'VOTING'], who: 'STEWARD', needs: [need.votedLongEnough] },
  {
    command: 'share',
    from: ['NOTICE', 'REVISION', 'COUNTING'],
    to: ['NOTICE', 'REVISION', 'COUNTING'],
    who: 'TRUSTEE',
    needs: [need.votes],
  },
  // Also by who opened the box, and after a day by anybody whom it concerns: what was counted is not left unsaid.
  { command: 'announce', from: ['COUNTING'], to: ['RESULT', 'FAILED'], who: 'STEWARD', needs: [need.counted] },
  { command: 'announce', from: ['COUNTING'], to: ['RESULT', 'FAILED'], who: 'TRUSTEE', needs: [need.counted] },
  { command: 'announce', from: ['COUNTING'], to: ['RESULT', 'FAILED'], who: 'OWNER', needs: [need.counted], once: leftUnsaid },
  { command: 'start-execution', from: ['RESULT'], to: ['EXECUTION'], who: 'STEWARD', needs: [need.passed, need.objectionsSettled] },
  { command: 'confirm', from: ['EXECUTION', 'CONFIRMATION'], to: ['CONFIRMATION'], who: 'OWNER', needs: [need.executed] },
  { command: 'archive', from: ['CONFIRMATION'], to: ['ARCHIVED'], who: 'STEWARD', needs: [need.executed, need.confirmedByMost] },
  {
    command: 'archive',
    from: ['RESULT', 'FAILED'],
    to: ['ARCHIVED'],
    who: 'STEWARD',
    needs: [need.nothingToCarryOut, need.objectionsSettled],
  },
  {
    command: 'archive',
    from: ['NOTICE'],
    to: ['ARCHIVED'],
    who: 'STEWARD',
    needs: [need.votesNot, need.noticeOver, need.opinionsOver, need.opinionsAnswered],
  },
  { command: 'withdraw', from: BEFORE_RESULT, to: ['WITHDRAWN'], who: 'STEWARD', needs: [need.uncounted] },
  { command: 'withdraw', from: ['RESULT', 'FAILED'], to: ['WITHDRAWN'], who: 'STEWARD', needs: [need.upheld] },
]

/** What a move or the time makes of a decision: the fact that is published, and what becomes of its clocks. */
export interface Change {
  readonly fact: string
  readonly next: Decision
  readonly starts: readonly StartedClock[]
  readonly stops: readonly ClockKind[]
}

/** The rows that are there for somebody, in whatever stage the decision is. */
export const movesOf = (decision: Decision, stands: (who: Who) => boolean, at: Date): Move[] =>
  moves.filter(({ who, once }) => stands(who) && (once?.(decision, at) ?? true))

/** The row of the table that fits. @throws Refusal where there is none, or where something is needed first. */
export function requireMove(decision: Decision, command: CommandName, standing: Standing, at: Date): Move {
  const move = moves.find((row) => row.command === command && row.from.includes(decision.stage))
  if (!move && command === 'revise') requirePlanOpen(decision)
  if (!move) throw new Refusal('command-not-legal', `${command} is not possible in the stage ${decision.stage}.`, { state: decision.stage })
  for (const needed of move.needs) {
    const refusal = needed(decision, standing, at)
    if (refusal) throw refusal
  }
  return move
}

/** What a person did: what others saw before has changed. */
const change = (fact: string, next: Decision, clocks: Partial<Pick<Change, 'starts' | 'stops'>> = {}): Change => ({
  ...{ fact, next: { ...next, version: next.version + 1 }, starts: [], stops: [] },
  ...clocks,
})

const bySystem = (fact: string, next: Decision): Change => ({ fact, next, starts: [], stops: [] })

/** Its first version. */
export const begin = (decision: Decision): Change => ({ fact: 'drafted', next: decision, starts: [], stops: [] })

/** The notice lies open, and opinions are taken from now on. */
export function publish(decision: Decision, at: Date): Change {
  const { notice, opinions } = decision.ruleSet.stages
  const starts: StartedClock[] = [
    { kind: 'NOTICE', budget: notice },
    ...(opinions ? [{ kind: 'OPINIONS', budget: opinions } as const] : []),
  ]
  return change('published', { ...decision, stage: 'NOTICE', publishedAt: at }, { starts })
}

export const revise = (decision: Decision): Change => change('revised', { ...decision, stage: 'REVISION' })

/** @param closesAt as sla quotes it for the rule set's budget. */
export function open(decision: Decision, closesAt: Date, at: Date): Change {
  const starts = [{ kind: 'VOTING', budget: decision.ruleSet.stages.voting } as const]
  return change('opened', { ...decision, stage: 'VOTING', openedAt: at, closesAt }, { starts, stops: ['NOTICE', 'OPINIONS'] })
}

/** The time is over and too few took part: once more, if the rule set says so. @param closesAt as sla quotes it. */
export function extend(decision: Decision, closesAt: Date): Change {
  const starts = [{ kind: 'VOTING', budget: decision.ruleSet.extension! } as const]
  return { ...bySystem('extended', { ...decision, extended: true, closesAt }), starts }
}

/** No ballot is taken any more. */
export const close = (decision: Decision): Change => ({
  ...bySystem('voting_ended', { ...decision, stage: 'COUNTING', closedAt: decision.closesAt }),
  stops: ['VOTING'],
})

export const count = (decision: Decision, passed: boolean, at: Date): Change => bySystem('counted', { ...decision, countedAt: at, passed })

export function announce(decision: Decision, at: Date): Change {
  const starts = [{ kind: 'OBJECTIONS', budget: decision.ruleSet.stages.objections } as const]
  const stage = decision.passed ? 'RESULT' : 'FAILED'
  return change(decision.passed ? 'announced' : 'failed', { ...decision, stage, announcedAt: at }, { starts })
}

export const startExecution = (decision: Decision): Change => change('execution_started', { ...decision, stage: 'EXECUTION' })
export const confirm = (decision: Decision): Change => change('confirmed', { ...decision, stage: 'CONFIRMATION' })
export const archive = (decision: Decision): Change => change('archived', { ...decision, stage: 'ARCHIVED' })

export const withdraw = (decision: Decision): Change =>
  change('withdrawn', { ...decision, stage: 'WITHDRAWN' }, { stops: ['NOTICE', 'OPINIONS', 'VOTING', 'OBJECTIONS'] })

/** A step of the execution was published or done. */
export const progress = (decision: Decision): Change => change('progressed', decision)

/** What an elapsed clock says by itself; the end of the voting takes more than that. Undefined for a clock that says nothing now. */
export function elapse(decision: Decision, kind: Exclude<ClockKind, 'VOTING'>, at: Date): Change | undefined {
  switch (kind) {
    case 'NOTICE':
      return isPrepared(decision) && !decision.noticeEndedAt ? bySystem('notice_ended', { ...decision, noticeEndedAt: at }) : undefined
    case 'OPINIONS':
      return isPrepared(decision) && !decision.opinionsEndedAt
        ? bySystem('opinions_ended', { ...decision, opinionsEndedAt: at })
        : undefined
    case 'OBJECTIONS':
      return ['RESULT', 'FAILED'].includes(decision.stage) && !decision.objectionsEndedAt
        ? bySystem('objections_ended', { ...decision, objectionsEndedAt: at })
        : undefined
  }
}

const isPrepared = ({ stage }: Decision): boolean => stage === 'NOTICE' || stage === 'REVISION'

/** Whether it is closed once the time is over, or goes on because too few took part. */
export const isExtended = (decision: Decision, quorumReached: boolean): boolean =>
  hasVote(decision) && !quorumReached && decision.ruleSet.extension !== undefined && !decision.extended
