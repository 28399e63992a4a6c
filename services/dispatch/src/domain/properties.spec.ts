import { toJson } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { dispatchEvents, events } from '@yiwang/contracts'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import fc from 'fast-check'
import { fittingBody } from '../../test/bodies.ts'
import { directory, actor as somebody, staffLogins } from '../../test/small-district.ts'
import { RECEIVED_AT, Story } from '../../test/story.ts'
import { allowed, mayGive } from './admission.ts'
import { type Case, isOpen, type State } from './case.ts'
import { COMMANDS, type CommandBodies, type CommandName } from './commands.ts'
import type { Actor } from './directory.ts'
import { close } from './effects/end.ts'
import { escalated } from './effects/note.ts'
import { learnDecision, resumeByItself } from './effects/wait.ts'
import type { LedgerEntry } from './entry.ts'
import { Refusal } from './refusal.ts'
import { stretchesOf } from './stretches.ts'
import { isSuspended, pausesOf } from './suspension.ts'

const people = [...staffLogins, 'resident-1', 'resident-2']
const actors = new Map(people.map((login) => [login, somebody(login)]))
const actor = (login: string): Actor => actors.get(login)!
const office = directory.calendar('office')!
const types = ['consent', 'plain-grid', 'plain-street', 'sampled', 'proven', 'street-only']

/** What moves a case on comes up more often than what ends it early: else few stories would come far. */
const command = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<CommandName>('accept', 'dispatch', 'solve', 'feed-back', 'verify', 'answer') },
  { weight: 2, arbitrary: fc.constantFrom<CommandName>('hand-over', 'report-up', 'reclassify', 'comment') },
  { weight: 2, arbitrary: fc.constantFrom<CommandName>('suspend', 'resume', 'request-decision') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<CommandName>('decline', 'withdraw', 'void', ...Array.from({ length: 12 }, () => 'comment' as const)),
  },
)

/** Something that happens: a command of anybody, time passing (also backwards: clocks differ), a word of a system. */
const happening = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('command' as const), command, who: fc.nat(), rework: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: -120_000, max: 3 * 86_400_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('escalated' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('closed' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('waited' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decided' as const), passed: fc.boolean() }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const beginning = fc.record({ type: fc.constantFrom(...types), reporter: fc.constantFrom('resident-1', 'grid-worker-1', 'post-1') })

/** Tells a story of what happened; what is refused changes nothing. Mostly somebody acts who may: else little would happen. */
function told(start: { type: string; reporter: string }, happenings: readonly Happening[]): Story {
  const story = new Story(start)
  for (const happening of happenings) {
    const before = story.kase
    try {
      happen(story, happening)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      expect(story.kase).toBe(before)
    }
  }
  return story
}

function happen(story: Story, happening: Happening): void {
  const now = new Date(Math.max(story.now.getTime(), story.kase.lastAt.getTime()))
  switch (happening.kind) {
    case 'command': {
      const inTurn = people.map((_, n) => people[(happening.who + n) % people.length]!)
      const login = inTurn.find((one) => mayGive(happening.command, story.kase, actor(one), directory, now)) ?? inTurn[0]!
      story.order(login, happening.command, bodyOf(story, happening, login, now))
      break
    }
    case 'time':
      story.wait(happening.ms)
      break
    case 'escalated':
      story.say(escalated({ clockId: 'c', kind: 'STEP', epoch: 1, rung: 1 }), { kind: 'SYSTEM', id: 'sla' })
      break
    case 'closed':
      if (story.kase.state === 'ANSWERING') story.say(close(story.kase, 'ANSWER_ELAPSED'), { kind: 'SYSTEM', id: 'sla' })
      break
    case 'waited':
      if (isSuspended(story.kase)) story.say(resumeByItself(story.kase, now), { kind: 'SYSTEM', id: 'sla' })
      break
    case 'decided':
      if (isAsking(story.kase)) story.say(learnDecision(story.kase, happening.passed, now), { kind: 'SYSTEM', id: 'voting' })
  }
}

const isAsking = ({ decision }: Case): boolean => decision !== undefined && decision.passed === undefined

function bodyOf(
  story: Story,
  { command, rework }: Extract<Happening, { kind: 'command' }>,
  login: string,
  now: Date,
): CommandBodies[CommandName] {
  const body = fittingBody(command, story.kase, actor(login), now)
  if (command === 'verify' && rework) return { ...body, result: 'REWORK' }
  return command === 'answer' && rework ? { ...body, solved: false } : body
}

const check = (property: (story: Story) => void, { numRuns = 60, ...more }: fc.Parameters<unknown> = {}): void =>
  fc.assert(
    fc.property(beginning, fc.array(happening, { minLength: 1, maxLength: 60, size: 'max' }), (start, happenings) =>
      property(told(start, happenings)),
    ),
    { ...(more as object), numRuns },
  )

const instantOf = (entry: LedgerEntry): number => timestampDate(entry.at!).getTime()

describe('whatever people and systems do in whatever order', () => {
  it('the stretches of holding partition each round to the millisecond', () =>
    check(({ entries, kase, now }) => {
      const until = new Date(Math.max(now.getTime(), kase.lastAt.getTime()))
      const stretches = stretchesOf(entries, office, until)
      for (let round = 1; round <= kase.round; round++) {
        const ofRound = stretches.filter((stretch) => stretch.round === round)
        const start = round === 1 ? RECEIVED_AT.getTime() : instantOf(entries.find((entry) => entry.round === round)!)
        // Who is asked and says no ends the round by starting the next.
        const ended = entries.find((entry) => entry.round > round || (entry.round === round && !isOpen(entry.state as State)))
        const bounds = ofRound.flatMap(({ from, to }) => [from.getTime(), (to ?? until).getTime()])
        expect(bounds[0]).toBe(start)
        expect(bounds.at(-1)).toBe(ended ? instantOf(ended) : until.getTime())
        for (let n = 1; n < ofRound.length; n++) expect(ofRound[n]!.from).toEqual(ofRound[n - 1]!.to)
        const [from, to] = [bounds[0]!, bounds.at(-1)!]
        const paused = pausesOf(entries, until).filter(([since]) => since >= from && since < to)
        const suspendedMs = paused.reduce((sum, pause) => sum + office.elapsed(...pause), 0)
        expect(ofRound.reduce((sum, { workingMs }) => sum + workingMs, 0)).toBe(office.elapsed(from, to) - suspendedMs)
      }
      for (const { overdueMs, workingMs } of stretches) expect(overdueMs >= 0 && overdueMs <= workingMs).toBe(true)
    }))

  it('somebody holds it at every instant, and the state says the same as the last entry', () =>
    check(({ kase, entries }) => {
      const last = entries.at(-1)!
      const { level, unit, post, person } = kase.holder
      expect({ state: last.state, level: last.level, unit: last.unit, post: last.post, person: last.person, seq: last.seq }).toEqual({
        state: kase.state,
        level,
        unit,
        post,
        person,
        seq: kase.seq,
      })
      expect(directory.unit(unit)).toBeDefined()
      expect(kase.closedAt === undefined).toBe(isOpen(kase.state))
    }))

  it('nobody verifies what they handled in any round', () =>
    check(({ entries }) => {
      const handled = new Set<string>()
      let before: LedgerEntry | undefined
      for (const entry of entries) {
        if (entry.fact === 'verified' || entry.fact === 'rework_ordered') expect(handled).not.toContain(entry.actor!.id)
        if (entry.state === 'HANDLING' && entry.person) handled.add(entry.person)
        if (before?.state === 'HANDLING' && ['solved', 'fed_back', 'reported_up'].includes(entry.fact)) handled.add(entry.actor!.id)
        before = entry
      }
    }))

  it('the chain is whole, and time in it never runs backwards', () =>
    check(({ entries }) => {
      const values = entries.map((entry) => toJson(dispatchEvents.LedgerEntrySchema, entry) as unknown as ChainedEntry)
      expect(verifyChain(values)).toEqual({ ok: true })
      entries.slice(1).forEach((entry, n) => {
        expect(instantOf(entry)).toBeGreaterThanOrEqual(instantOf(entries[n]!))
      })
    }))

  it('a suspended case stays in handling, and the ledger says the same of its pauses as the case', () =>
    check(({ entries, kase, now }) => {
      const until = new Date(Math.max(now.getTime(), kase.lastAt.getTime()))
      const ofRound = pausesOf(entries, until).filter(([since]) => since >= kase.caseStartedAt.getTime())
      expect(ofRound.map(([since]) => since)).toEqual(kase.pauses.filter((_, n) => n % 2 === 0).map((at) => at.getTime()))
      expect(isSuspended(kase)).toBe(isOpen(kase.state) && kase.pauses.length % 2 === 1)
    }))

  it('only what people do steps the version', () =>
    check(({ entries, kase }) => {
      expect(kase.version).toBe(1 + entries.filter(({ actor: by }) => by!.kind !== 'SYSTEM').length)
    }))

  it('a command is allowed exactly if it succeeds', () =>
    check(
      (story) => {
        const now = new Date(Math.max(story.now.getTime(), story.kase.lastAt.getTime()) + 60_000)
        for (const login of people) {
          const permitted = allowed(story.kase, actor(login), directory, now)
          for (const command of COMMANDS) {
            const attempt = Object.assign(Object.create(Story.prototype), {
              ...story,
              entries: [],
              now: new Date(now.getTime() - 60_000),
            }) as Story
            const succeeds = trial(() => attempt.order(login, command, fittingBody(command, story.kase, actor(login), now)))
            expect([login, command, story.kase.state, succeeds]).toEqual([login, command, story.kase.state, permitted.includes(command)])
          }
        }
      },
      { numRuns: 20 },
    ))

  it('(and every fact that there is does happen in these stories)', () => {
    const seen = new Set<string>()
    check(
      ({ entries }) => {
        for (const { fact } of entries) seen.add(fact)
      },
      { numRuns: 300, seed: 1 },
    )
    const later = ['escalation_withdrawn']
    expect([...seen].sort()).toEqual(
      Object.keys(events.dispatchCase)
        .filter((fact) => !later.includes(fact))
        .sort(),
    )
  })
})

function trial(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
