import { type RuleSetText, ruleSetSchema } from '@yiwang/counting'
import fc from 'fast-check'
import { type Decision, STAGES, type Stage, type Standing } from './decision.ts'
import { Refusal } from './refusal.ts'
import * as stages from './stages.ts'
import { COMMANDS, type CommandName, moves, movesOf, requireMove, type Who } from './stages.ts'

const seconds = (amount: number) => ({ amount, unit: 'WALL_SECONDS' as const })
const ruleSet = (more: Partial<RuleSetText> = {}) =>
  ruleSetSchema.parse({
    ...{ code: 'test', version: 1, names: { zh: '试', en: 'test' }, form: 'VOTE', scopes: ['COMPOUND'], voters: 'OWNERS', advisory: true },
    ...{ weights: ['HEADS'], quorum: { heads: { atLeast: '2/3' } }, majority: { of: 'PARTICIPATING', heads: { moreThan: '1/2' } } },
    stages: { notice: seconds(20), opinions: seconds(10), voting: seconds(20), objections: seconds(20) },
    mayCall: ['COMMUNITY'],
    ...more,
  })

const at = new Date('2026-12-01T02:00:00Z')
const decision = (stage: Stage, more: Partial<Decision> = {}): Decision => ({
  ...{ id: 'd', compound: 'c', area: 'a', ruleSet: ruleSet(), scope: {}, title: 'Fire equipment', stage, version: 1 },
  ...{ questions: [{ id: 'q1', text: 'Renew?' }], trustees: ['t1', 't2', 't3'], draftedBy: 'p', draftedAt: at, extended: false },
  ...{ noticeEndedAt: at, opinionsEndedAt: at, objectionsEndedAt: at, closesAt: at, passed: true },
  ...(['DRAFT', 'NOTICE', 'REVISION', 'VOTING'].includes(stage) ? {} : { countedAt: at }),
  ...more,
})
/** Nothing stands in the way. */
const clear: Standing = {
  ...{ rollWritten: true, unsettledRooms: 0, openRollObjections: 0, unansweredOpinions: 0, unvettedCandidates: 0 },
  ...{
    eligibleCandidates: 3,
    untakenShares: [],
    openObjections: 0,
    upheldObjections: 0,
    steps: 2,
    openSteps: 0,
    satisfied: 2,
    dissatisfied: 1,
  },
}
const may = (command: CommandName, of: Decision, standing: Partial<Standing> = {}): string => {
  try {
    requireMove(of, command, { ...clear, ...standing }, at)
    return 'may'
  } catch (error) {
    return (error as Refusal).code
  }
}

describe('a stage', () => {
  const legal: Record<Stage, CommandName[]> = {
    DRAFT: ['publish', 'withdraw'],
    NOTICE: ['revise', 'open', 'share', 'withdraw'],
    REVISION: ['revise', 'open', 'share', 'withdraw'],
    VOTING: ['close', 'withdraw'],
    COUNTING: ['share', 'announce'],
    // It binds nobody: what binds is carried out first.
    RESULT: ['start-execution', 'archive'],
    EXECUTION: ['confirm'],
    CONFIRMATION: ['confirm', 'archive'],
    ARCHIVED: [],
    FAILED: ['archive'],
    WITHDRAWN: [],
  }

  it.each(STAGES)('%s is left only by the commands of the table', (stage) => {
    expect(COMMANDS.filter((command) => may(command, decision(stage)) === 'may')).toEqual(legal[stage])
  })

  it.each<[string, CommandName, Decision, Partial<Standing>, string]>([
    ['a notice before its time', 'open', decision('NOTICE', { noticeEndedAt: undefined }), {}, 'stage-too-short'],
    ['opinions before their time', 'open', decision('NOTICE', { opinionsEndedAt: undefined }), {}, 'stage-too-short'],
    ['with an opinion that nobody answered', 'open', decision('REVISION'), { unansweredOpinions: 1 }, 'opinions-unanswered'],
    ['while the roll is not written', 'open', decision('NOTICE'), { rollWritten: false }, 'roll-unsettled'],
    ['with a room that belongs to nobody', 'open', decision('NOTICE'), { unsettledRooms: 1 }, 'roll-unsettled'],
    ['with an objection against the roll', 'open', decision('NOTICE'), { openRollObjections: 1 }, 'roll-unsettled'],
    ['while the server has a share', 'open', decision('NOTICE'), { untakenShares: ['t1'] }, 'shares-not-taken'],
    ['a vote before its time', 'close', decision('VOTING', { closesAt: new Date(at.getTime() + 1) }), {}, 'stage-too-short'],
    ['what is not counted', 'announce', decision('COUNTING', { countedAt: undefined }), {}, 'not-counted'],
    ['what is counted already', 'withdraw', decision('COUNTING'), {}, 'command-not-legal'],
    ['what did not pass', 'start-execution', decision('RESULT', { passed: false }), {}, 'not-passed'],
    ['objections before their time', 'start-execution', decision('RESULT', { objectionsEndedAt: undefined }), {}, 'stage-too-short'],
    ['with an objection that nobody decided', 'start-execution', decision('RESULT'), { openObjections: 1 }, 'objections-open'],
    ['with an objection that was upheld', 'start-execution', decision('RESULT'), { upheldObjections: 1 }, 'objections-open'],
    ['with a step that is not done', 'confirm', decision('EXECUTION'), { openSteps: 1 }, 'not-executed'],
    ['with no step at all', 'confirm', decision('EXECUTION'), { steps: 0 }, 'not-executed'],
    ['as many residents for it as against', 'archive', decision('CONFIRMATION'), { satisfied: 1, dissatisfied: 1 }, 'not-confirmed'],
    ['a draft without trustees', 'publish', decision('DRAFT', { trustees: [] }), {}, 'not-complete'],
    ['a draft without a question', 'publish', decision('DRAFT', { questions: [] }), {}, 'not-complete'],
  ])('does not end with %s', (_, command, of, standing, refusal) => {
    expect(may(command, of, standing)).toBe(refusal)
  })

  it('of a notice goes from opinions to the archive, and nobody votes on it', () => {
    const notice = decision('NOTICE', { ruleSet: ruleSet({ form: 'NOTICE' }) })
    expect([may('open', notice), may('revise', notice), may('archive', notice)]).toEqual(['nothing-to-vote', 'nothing-to-vote', 'may'])
    expect(may('archive', decision('NOTICE'))).toBe('stage-too-short')
  })

  it('of a result that binds is not skipped: it is carried out before it is archived', () => {
    const binding = ruleSet({ advisory: false, basis: { article: 278, item: 5 } })
    expect(may('archive', decision('RESULT', { ruleSet: binding }))).toBe('not-executed')
    expect(may('archive', decision('FAILED', { ruleSet: binding, passed: false }))).toBe('may')
  })

  it('of a count is withdrawn as long as nobody knows what it says', () => {
    expect(may('withdraw', decision('COUNTING', { countedAt: undefined }))).toBe('may')
  })

  it('of a result is withdrawn only where an objection was upheld', () => {
    expect([may('withdraw', decision('RESULT')), may('withdraw', decision('RESULT'), { upheldObjections: 1 })]).toEqual([
      'objections-open',
      'may',
    ])
  })
})

describe('a result', () => {
  const DAY_MS = 24 * 60 * 60 * 1_000
  const counted = decision('COUNTING')
  it.each<[string, Decision, Who, number, boolean]>([
    ['at once by who leads it', counted, 'STEWARD', 0, true],
    ['at once by who opened the box', counted, 'TRUSTEE', 0, true],
    ['not at once by an owner', counted, 'OWNER', 0, false],
    ['not by an owner a millisecond before a day is over', counted, 'OWNER', DAY_MS - 1, false],
    ['by an owner once it was left unsaid for a day', counted, 'OWNER', DAY_MS, true],
    ['not by an owner as long as nothing is counted', decision('COUNTING', { countedAt: undefined }), 'OWNER', DAY_MS, false],
  ])('is announced %s', (_, of, who, later, may) => {
    const now = new Date(at.getTime() + later)
    const rows = movesOf(of, (one) => one === who, now)
    expect(rows.some(({ command, from }) => command === 'announce' && from.includes('COUNTING'))).toBe(may)
  })
})

describe('a change', () => {
  it('starts the clocks of the rule set and stops those that are of no use', () => {
    expect(stages.publish(decision('DRAFT'), at).starts.map(({ kind, budget }) => [kind, budget.amount])).toEqual([
      ['NOTICE', 20],
      ['OPINIONS', 10],
    ])
    expect(stages.open(decision('NOTICE'), at, at)).toMatchObject({ stops: ['NOTICE', 'OPINIONS'], starts: [{ kind: 'VOTING' }] })
    expect(stages.announce(decision('COUNTING'), at)).toMatchObject({
      fact: 'announced',
      starts: [{ kind: 'OBJECTIONS' }],
      next: { stage: 'RESULT' },
    })
    expect(stages.announce(decision('COUNTING', { passed: false }), at)).toMatchObject({ fact: 'failed', next: { stage: 'FAILED' } })
    expect(stages.withdraw(decision('VOTING')).stops).toEqual(['NOTICE', 'OPINIONS', 'VOTING', 'OBJECTIONS'])
  })

  it('by a clock happens once, and not when the stage is over', () => {
    const running = decision('NOTICE', { noticeEndedAt: undefined })
    const ended = stages.elapse(running, 'NOTICE', at)!
    expect(ended).toMatchObject({ fact: 'notice_ended', next: { noticeEndedAt: at, version: 1 } })
    expect(stages.elapse(ended.next, 'NOTICE', at)).toBeUndefined()
    expect(stages.elapse(decision('VOTING', { noticeEndedAt: undefined }), 'NOTICE', at)).toBeUndefined()
  })

  it('whatever is tried in whatever order, each stage follows one from which the table leads to it', () => {
    const next: Partial<Record<CommandName, (of: Decision) => Decision>> = {
      publish: (of) => stages.publish(of, at).next,
      revise: (of) => stages.revise(of).next,
      open: (of) => stages.open(of, at, at).next,
      close: (of) => stages.close(of).next,
      announce: (of) => stages.announce(of, at).next,
      'start-execution': (of) => stages.startExecution(of).next,
      confirm: (of) => stages.confirm(of).next,
      archive: (of) => stages.archive(of).next,
      withdraw: (of) => stages.withdraw(of).next,
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...COMMANDS), { maxLength: 30 }), fc.boolean(), (commands, passed) => {
        let of = decision('DRAFT', { passed })
        for (const command of commands) {
          if (may(command, of) !== 'may') continue
          const after = next[command]?.(of) ?? of
          const row = moves.find((move) => move.command === command && move.from.includes(of.stage))
          expect(row!.to).toContain(after.stage)
          of = after
        }
      }),
    )
  })
})
