import { person, post, unit } from '../../test/small-district.ts'
import { Story, type StoryStart } from '../../test/story.ts'
import type { Case, State } from './case.ts'
import { learnDecision } from './effects/wait.ts'
import { Refusal } from './refusal.ts'
import { suspendedAt } from './suspension.ts'

/** Stories up to a point, by a name that says where the case is then. */
const at = {
  'triage at the street': (start: StoryStart = {}) => new Story(start),
  'handling in the grid': (start: StoryStart = {}) => new Story({ type: 'plain-grid', ...start }),
  'handling in the community': () =>
    new Story({ type: 'plain-grid' }).give('grid-leader-1', 'report-up', { reason: 'too hard', to: 'COMMUNITY' }),
  'triage at the district': () => new Story().give('dispatcher-1', 'report-up', { reason: 'beyond us' }),
  'handling in an office': (start: StoryStart = {}) =>
    new Story(start).give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } }),
  'handling in a department': () =>
    at['triage at the district']().give('district-1', 'dispatch', { to: { unit: unit('housing-department') } }),
  'taken by post-1': () => at['handling in an office']().give('post-1', 'accept'),
  suspended: () => at['taken by post-1']().give('post-1', 'suspend', { reason: 'MATERIAL' }),
  'waiting for the owners': (start: StoryStart = {}) =>
    at['handling in the grid'](start)
      .give('grid-worker-1', 'accept')
      .give('grid-worker-1', 'request-decision', { compound: 'garden', ruleSet: 'maintenance-fund' }),
  'verifying at the street': (start: StoryStart = {}) => at['handling in an office'](start).give('post-1', 'feed-back'),
  'verifying in the grid': (start: StoryStart = {}) => at['handling in the grid'](start).give('grid-worker-1', 'solve'),
  answering: () => at['verifying at the street']().give('verifier-1', 'verify', { result: 'PASSED' }),
  closed: () => at['verifying at the street']({ reporter: 'grid-worker-1' }).give('verifier-1', 'verify', { result: 'PASSED' }),
  'closed after an answer': () => at.answering().give('resident-1', 'answer', { solved: true, rating: 5 }),
}

/** Voting says that the decision is closed. */
const decided = (story: Story, passed: boolean): Story =>
  story.say(learnDecision(story.kase, passed, story.now), { kind: 'SYSTEM', id: 'voting' })

type Place = readonly [state: State, level: string, unit: string, post?: string, person?: string]

const placeOf = ({ state, holder }: Case): Place =>
  [state, holder.level, holder.unit, holder.post, holder.person].filter((part) => part !== undefined) as unknown as Place

describe('a legal move', () => {
  const rows: readonly [sentence: string, story: () => Story, fact: string, place: Place][] = [
    [
      'a matter of a type that enters at the street waits for triage',
      () => new Story(),
      'registered',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'a matter of a type that enters at the grid is handled there',
      () => at['handling in the grid'](),
      'registered',
      ['HANDLING', 'GRID', unit('grid-team')],
    ],
    [
      'a grid matter of which only the street is known waits at the street',
      () => new Story({ type: 'plain-grid', area: '500105001' }),
      'registered',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'who accepts has it, in their post',
      () => new Story().give('dispatcher-1', 'accept'),
      'accepted',
      ['TRIAGE', 'STREET', unit('street-centre'), post('dispatcher'), person('dispatcher-1')],
    ],
    [
      'a hand-over to a person is taken by them',
      () =>
        at['taken by post-1']().give('post-1', 'hand-over', {
          reason: 'ill',
          to: { post: post('property-clerk'), person: person('clerk-1') },
        }),
      'handed_over',
      ['HANDLING', 'STREET', unit('property-office'), post('property-clerk'), person('clerk-1')],
    ],
    [
      'a hand-over to a post is taken by nobody yet',
      () => at['taken by post-1']().give('post-1', 'hand-over', { reason: 'theirs', to: { post: post('property-clerk') } }),
      'handed_over',
      ['HANDLING', 'STREET', unit('property-office'), post('property-clerk')],
    ],
    ['what the grid solved waits for its leader', () => at['verifying in the grid'](), 'solved', ['VERIFYING', 'GRID', unit('grid-team')]],
    [
      'what the leader solved waits for the community',
      () => at['handling in the grid']().give('grid-leader-1', 'solve'),
      'solved',
      ['VERIFYING', 'COMMUNITY', unit('community')],
    ],
    [
      'what the community solved waits for the street centre',
      () => at['handling in the community']().give('community-1', 'solve'),
      'solved',
      ['VERIFYING', 'STREET', unit('street-centre')],
    ],
    [
      'the grid reports up to the community, which handles',
      () => at['handling in the community'](),
      'reported_up',
      ['HANDLING', 'COMMUNITY', unit('community')],
    ],
    [
      'the grid reports up past the community to the street, which triages',
      () => at['handling in the grid']().give('grid-worker-1', 'report-up', { reason: 'urgent', to: 'STREET' }),
      'reported_up',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'the community reports up to the street',
      () => at['handling in the community']().give('community-1', 'report-up', { reason: 'too hard' }),
      'reported_up',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'the street reports up to the district',
      () => at['triage at the district'](),
      'reported_up',
      ['TRIAGE', 'DISTRICT', unit('district-centre')],
    ],
    [
      'the street dispatches to an office',
      () => at['handling in an office'](),
      'dispatched',
      ['HANDLING', 'STREET', unit('property-office')],
    ],
    [
      '… or to a post of it',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office'), post: post('property-clerk') } }),
      'dispatched',
      ['HANDLING', 'STREET', unit('property-office'), post('property-clerk')],
    ],
    [
      '… or to a grid',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('grid-team') } }),
      'dispatched',
      ['HANDLING', 'GRID', unit('grid-team')],
    ],
    [
      'who dispatched dispatches again',
      () => at['taken by post-1']().give('dispatcher-2', 'dispatch', { to: { unit: unit('justice-office') } }),
      'dispatched',
      ['HANDLING', 'STREET', unit('justice-office')],
    ],
    [
      'the district dispatches to a department',
      () => at['handling in a department'](),
      'dispatched',
      ['HANDLING', 'DISTRICT', unit('housing-department')],
    ],
    [
      'the district dispatches to a street, which triages',
      () => at['triage at the district']().give('district-1', 'dispatch', { to: { unit: unit('street-centre') } }),
      'dispatched',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'a centre declines',
      () => new Story().give('dispatcher-1', 'decline', { reason: 'not ours' }),
      'declined',
      ['DECLINED', 'STREET', unit('street-centre')],
    ],
    [
      'a centre reclassifies',
      () => new Story().give('dispatcher-1', 'reclassify', { reason: 'it is', type: 'proven' }),
      'reclassified',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'what an office feeds back is verified by who dispatched',
      () => at['verifying at the street'](),
      'fed_back',
      ['VERIFYING', 'STREET', unit('street-centre')],
    ],
    [
      'what a department feeds back is verified by the district centre',
      () => at['handling in a department']().give('department-1', 'feed-back'),
      'fed_back',
      ['VERIFYING', 'DISTRICT', unit('district-centre')],
    ],
    [
      'a resident’s case asks the resident, held by who verified',
      () => at.answering(),
      'verified',
      ['ANSWERING', 'STREET', unit('street-centre')],
    ],
    ['the case of a grid worker is closed when it is verified', () => at.closed(), 'verified', ['CLOSED', 'STREET', unit('street-centre')]],
    [
      'rework goes back to who handled it',
      () => at['verifying at the street']().give('verifier-1', 'verify', { result: 'REWORK', reason: 'still broken' }),
      'rework_ordered',
      ['HANDLING', 'STREET', unit('property-office')],
    ],
    ['solved closes it', () => at['closed after an answer'](), 'answered', ['CLOSED', 'STREET', unit('street-centre')]],
    [
      'not solved goes to the triage of who dispatched',
      () => at.answering().give('resident-1', 'answer', { solved: false }),
      'reopened',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'not solved within the window reopens a closed case',
      () => at['closed after an answer']().give('resident-1', 'answer', { solved: false }),
      'reopened',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'what was never dispatched reopens where it entered',
      () =>
        at['verifying in the grid']().give('grid-leader-1', 'verify', { result: 'PASSED' }).give('resident-1', 'answer', { solved: false }),
      'reopened',
      ['TRIAGE', 'GRID', unit('grid-team')],
    ],
    [
      'the reporter withdraws',
      () => new Story().give('resident-1', 'withdraw'),
      'withdrawn',
      ['WITHDRAWN', 'STREET', unit('street-centre')],
    ],
    [
      'one person asks to void',
      () => new Story().give('dispatcher-1', 'void', { reason: 'a test' }),
      'void_asked',
      ['TRIAGE', 'STREET', unit('street-centre')],
    ],
    [
      'a second person voids',
      () => new Story().give('dispatcher-1', 'void', { reason: 'a test' }).give('district-1', 'void', { reason: 'indeed' }),
      'voided',
      ['VOID', 'STREET', unit('street-centre')],
    ],
    [
      'who has it suspends it, and keeps it',
      () => at.suspended(),
      'suspended',
      ['HANDLING', 'STREET', unit('property-office'), post('property-handler'), person('post-1')],
    ],
    [
      'who has it resumes it',
      () => at.suspended().give('post-1', 'resume'),
      'resumed',
      ['HANDLING', 'STREET', unit('property-office'), post('property-handler'), person('post-1')],
    ],
    [
      '… or who dispatched it',
      () => at.suspended().give('dispatcher-2', 'resume'),
      'resumed',
      ['HANDLING', 'STREET', unit('property-office'), post('property-handler'), person('post-1')],
    ],
    [
      'who has it asks the owners, and waits with it',
      () => at['waiting for the owners'](),
      'decision_requested',
      ['HANDLING', 'GRID', unit('grid-team'), post('grid-worker'), person('grid-worker-1')],
    ],
    [
      'while it is suspended it is handed over',
      () => at.suspended().give('post-1', 'hand-over', { reason: 'ill', to: { post: post('property-clerk'), person: person('clerk-1') } }),
      'handed_over',
      ['HANDLING', 'STREET', unit('property-office'), post('property-clerk'), person('clerk-1')],
    ],
    [
      'while it is suspended its reporter withdraws it',
      () => at.suspended().give('resident-1', 'withdraw'),
      'withdrawn',
      ['WITHDRAWN', 'STREET', unit('property-office')],
    ],
    [
      'a cure to which the owners have consented is solved',
      () => decided(at['waiting for the owners']({ type: 'consent' }), true).give('grid-worker-1', 'solve'),
      'solved',
      ['VERIFYING', 'GRID', unit('grid-team')],
    ],
    [
      'a comment moves nothing',
      () => at['taken by post-1']().give('supervisor-1', 'comment', { text: 'hurry' }),
      'commented',
      ['HANDLING', 'STREET', unit('property-office'), post('property-handler'), person('post-1')],
    ],
  ]

  it.each(rows)('%s', (_, story, fact, place) => {
    const { kase, entries } = story()
    expect(placeOf(kase)).toEqual(place)
    expect(entries.at(-1)).toMatchObject({ fact, state: place[0], level: place[1], unit: place[2] })
  })
})

describe('a move is refused', () => {
  const rows: readonly [sentence: string, story: () => Story, code: string][] = [
    ['when a colleague has taken it already', () => at['taken by post-1']().give('post-2', 'accept'), 'command-not-legal'],
    [
      'when nobody has taken what is to be handed over',
      () => at['handling in an office']().give('post-1', 'hand-over', { reason: 'x', to: { post: post('property-clerk') } }),
      'command-not-legal',
    ],
    ['when what was dispatched is to be solved', () => at['taken by post-1']().give('post-1', 'solve'), 'command-not-legal'],
    [
      'when what was never dispatched is to be fed back',
      () => at['handling in the grid']().give('grid-worker-1', 'feed-back'),
      'command-not-legal',
    ],
    ['when an office reports up', () => at['taken by post-1']().give('post-1', 'report-up', { reason: 'x' }), 'command-not-legal'],
    [
      'when the district reports up',
      () => at['triage at the district']().give('district-1', 'report-up', { reason: 'x' }),
      'command-not-legal',
    ],
    ['when a colleague acts on what another has taken', () => at['taken by post-1']().give('post-2', 'feed-back'), 'not-entitled'],
    [
      'when a grid declines what was reopened there',
      () =>
        at['verifying in the grid']()
          .give('grid-leader-1', 'verify', { result: 'PASSED' })
          .give('resident-1', 'answer', { solved: false })
          .give('grid-leader-1', 'decline', { reason: 'x' }),
      'command-not-legal',
    ],
    [
      'when it is dispatched out of the street',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office-other') } }),
      'target-does-not-fit',
    ],
    [
      'when the district dispatches past the street to an office',
      () => at['triage at the district']().give('district-1', 'dispatch', { to: { unit: unit('property-office') } }),
      'target-does-not-fit',
    ],
    [
      'when a centre dispatches to itself',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('street-centre') } }),
      'target-does-not-fit',
    ],
    [
      'when the unit does not exist',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('nowhere') } }),
      'unknown-target',
    ],
    [
      'when the post belongs to another unit',
      () => new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office'), post: post('justice-handler') } }),
      'target-does-not-fit',
    ],
    [
      'when it is handed over out of the unit',
      () => at['taken by post-1']().give('post-1', 'hand-over', { reason: 'x', to: { post: post('justice-handler') } }),
      'target-does-not-fit',
    ],
    [
      'when it is handed to a person who does not hold the post',
      () =>
        at['taken by post-1']().give('post-1', 'hand-over', {
          reason: 'x',
          to: { post: post('property-clerk'), person: person('post-2') },
        }),
      'target-does-not-fit',
    ],
    [
      'when it is reclassified to an unknown type',
      () => new Story().give('dispatcher-1', 'reclassify', { reason: 'x', type: 'no-such' }),
      'unknown-type',
    ],
    [
      'when it is reclassified to a type of another street',
      () => new Story().give('dispatcher-1', 'reclassify', { reason: 'x', type: 'of-the-other-street' }),
      'type-does-not-fit',
    ],
    [
      'when the type is not solved on this level',
      () => new Story({ type: 'street-only' }).give('grid-worker-1', 'solve'),
      'not-solvable-here',
    ],
    [
      'when the second person of a void is the first',
      () => new Story().give('dispatcher-1', 'void', { reason: 'x' }).give('dispatcher-1', 'void', { reason: 'x' }),
      'second-person-required',
    ],
    ['when somebody else than the reporter answers', () => at.answering().give('resident-2', 'answer', { solved: true }), 'not-entitled'],
    [
      'when the reporter withdraws what is being verified',
      () => at['verifying at the street']().give('resident-1', 'withdraw'),
      'command-not-legal',
    ],
    [
      'when the window to answer is over',
      () =>
        at
          .closed()
          .wait(16 * 86_400_000)
          .give('grid-worker-1', 'answer', { solved: false }),
      'command-not-legal',
    ],
    [
      'when a post is named that is not held',
      () => new Story().give('dispatcher-1', 'accept', { asPost: post('verifier') }),
      'post-not-held',
    ],
    ['when several posts fit and none is named', () => at['handling in an office']().give('two-posts', 'accept'), 'as-post-required'],
    [
      'when evidence is missing',
      () =>
        new Story({ type: 'proven' })
          .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
          .give('post-1', 'feed-back'),
      'evidence-missing',
    ],
    [
      'when evidence is of a kind that nobody asked for',
      () =>
        new Story({ type: 'proven' })
          .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
          .give('post-1', 'feed-back', { evidence: [{ kind: 'selfie', attachment: person('x') }] }),
      'evidence-unknown',
    ],
    [
      'when what nobody has taken is to be suspended',
      () => at['handling in an office']().give('post-1', 'suspend', { reason: 'COURT' }),
      'command-not-legal',
    ],
    [
      'when a colleague suspends what another has taken',
      () => at['taken by post-1']().give('post-2', 'suspend', { reason: 'COURT' }),
      'not-entitled',
    ],
    ['when it is suspended already', () => at.suspended().give('post-1', 'suspend', { reason: 'WEATHER' }), 'command-not-legal'],
    ['when it is not suspended and is to be resumed', () => at['taken by post-1']().give('post-1', 'resume'), 'command-not-legal'],
    ['when a colleague resumes it', () => at.suspended().give('post-2', 'resume'), 'not-entitled'],
    ['when it is suspended and is to be fed back', () => at.suspended().give('post-1', 'feed-back'), 'command-not-legal'],
    [
      'when it is suspended and is to be dispatched again',
      () => at.suspended().give('dispatcher-1', 'dispatch', { to: { unit: unit('justice-office') } }),
      'command-not-legal',
    ],
    [
      'when it waits for the owners and is to be solved',
      () => at['waiting for the owners']().give('grid-worker-1', 'solve'),
      'command-not-legal',
    ],
    [
      'when it waits for the owners and they are asked again',
      () => at['waiting for the owners']().give('grid-worker-1', 'request-decision', { compound: 'garden', ruleSet: 'fees' }),
      'command-not-legal',
    ],
    [
      'when what is verified is to be suspended',
      () => at['verifying at the street']().give('verifier-1', 'suspend', { reason: 'COURT' }),
      'not-entitled',
    ],
    [
      'when it is to wait longer than is usual for the reason',
      () => at['taken by post-1']().give('post-1', 'suspend', { reason: 'WEATHER', maximum: { amount: 16, unit: 'WORKING_DAYS' } }),
      'maximum-too-long',
    ],
    [
      'when it is to wait beyond the years of the calendar',
      () => at['taken by post-1']().give('post-1', 'suspend', { reason: 'MATERIAL', maximum: { amount: 3_000, unit: 'CALENDAR_DAYS' } }),
      'maximum-too-long',
    ],
    [
      'when owners are asked of a compound that nobody knows',
      () => at['taken by post-1']().give('post-1', 'request-decision', { compound: 'atlantis', ruleSet: 'fees' }),
      'unknown-compound',
    ],
    [
      'when owners are asked of a compound elsewhere',
      () => at['taken by post-1']().give('post-1', 'request-decision', { compound: 'garden-other', ruleSet: 'fees' }),
      'compound-does-not-fit',
    ],
    [
      'when the owners have to decide first and were not asked',
      () => at['handling in the grid']({ type: 'consent' }).give('grid-worker-1', 'solve'),
      'decision-needed',
    ],
    [
      '… and have not consented',
      () => decided(at['waiting for the owners']({ type: 'consent' }), false).give('grid-worker-1', 'solve'),
      'decision-needed',
    ],
    [
      'when one photo is counted twice',
      () =>
        new Story({ type: 'proven' })
          .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
          .give('post-1', 'feed-back', {
            evidence: [
              { kind: 'agreement', attachment: person('a') },
              { kind: 'photo-after', attachment: person('b') },
              { kind: 'photo-after', attachment: person('b') },
            ],
          }),
      'evidence-missing',
    ],
  ]

  it.each(rows)('%s', (_, story, code) => {
    expect(story).toThrow(expect.objectContaining({ code }))
    expect(story).toThrow(Refusal)
  })
})

describe('who comes too late', () => {
  it('is told who was first, when, and what state it is in now', () => {
    const story = at['taken by post-1']()
    const { at: changedAt } = story.kase.changed
    expect(() => story.give('post-2', 'accept')).toThrow(
      expect.objectContaining({ more: { extra: { by: person('post-1'), at: changedAt.toISOString(), state: 'HANDLING' } } }),
    )
  })

  it('is told the person also when a system has spoken since', () => {
    const story = at['taken by post-1']()
    story.wait(1000).say({ fact: 'escalated' }, { kind: 'SYSTEM', id: 'sla' })
    expect(() => story.give('post-2', 'accept')).toThrow(
      expect.objectContaining({ more: { extra: expect.objectContaining({ by: person('post-1') }) } }),
    )
  })
})

describe('verification', () => {
  it('is never done by who handled the case, in whatever round', () => {
    const again = at['handling in the grid']({ reporter: 'resident-1' })
      .give('grid-leader-1', 'accept')
      .give('grid-leader-1', 'hand-over', { reason: 'x', to: { post: post('grid-worker'), person: person('grid-worker-1') } })
      .give('grid-worker-1', 'solve')
    expect(again.kase.holder).toEqual({ level: 'COMMUNITY', unit: unit('community') })
    expect(() => again.give('grid-leader-1', 'verify', { result: 'PASSED' })).toThrow(expect.objectContaining({ code: 'handled-before' }))
  })

  it('of what a grid solved may be done by its leader or by the community', () => {
    expect(at['verifying in the grid']().give('grid-leader-1', 'verify', { result: 'PASSED' }).kase.state).toBe('ANSWERING')
    const byCommunity = at['verifying in the grid']().give('community-1', 'accept')
    expect(byCommunity.kase.holder).toEqual({
      level: 'COMMUNITY',
      unit: unit('community'),
      post: post('community-officer'),
      person: person('community-1'),
    })
    expect(byCommunity.give('community-1', 'verify', { result: 'PASSED' }).kase.holder.unit).toBe(unit('community'))
  })

  it('of a sampled type closes at once what is not drawn', () => {
    const outcomes = Array.from({ length: 200 }, () => at['handling in the grid']({ type: 'sampled' }).give('grid-worker-1', 'solve'))
    const drawn = outcomes.filter(({ kase }) => kase.state === 'VERIFYING')
    expect(outcomes.every(({ kase, entries }) => (kase.state === 'VERIFYING') === entries.at(-1)!.details!.drawn)).toBe(true)
    expect(outcomes.every(({ kase }) => ['VERIFYING', 'CLOSED'].includes(kase.state))).toBe(true)
    expect(drawn.length).toBeGreaterThan(30)
    expect(drawn.length).toBeLessThan(95)
  })
})

describe('a suspended case', () => {
  it('says on the ledger why it waits and for how long at most, as a code and not in free words', () => {
    const { entries } = at['taken by post-1']().give('post-1', 'suspend', { reason: 'WEATHER' })
    expect(entries.at(-1)).toMatchObject({ details: { suspension: { reason: 'WEATHER', maximum: { amount: 15, unit: 'CALENDAR_DAYS' } } } })
    expect(entries.at(-1)!.textHash).toBeUndefined()
  })

  it('waits shorter if its holder says so', () => {
    const maximum = { amount: 3, unit: 'WORKING_DAYS' as const }
    const { entries, kase } = at['taken by post-1']().give('post-1', 'suspend', { reason: 'WEATHER', maximum })
    expect(entries.at(-1)!.details!.suspension!.maximum).toMatchObject(maximum)
    expect(kase.suspension).toEqual({ reason: 'WEATHER', maximum })
  })

  it('asks the owners under an id of its own, in the entry that suspends it', () => {
    const { entries, kase } = at['waiting for the owners']()
    expect(entries.at(-1)!.details).toMatchObject({
      decision: { decisionId: kase.decision!.id, compound: 'garden', ruleSet: 'maintenance-fund' },
      suspension: { reason: 'OWNERS_DECISION', maximum: { amount: 180, unit: 'CALENDAR_DAYS' } },
    })
  })

  it('goes on when the owners have decided, and knows what', () => {
    const { entries, kase } = decided(at['waiting for the owners'](), false)
    expect(entries.at(-1)).toMatchObject({ fact: 'resumed', details: { cause: 'DECISION', decisionResult: { passed: false } } })
    expect([suspendedAt(kase), kase.decision!.passed]).toEqual([undefined, false])
  })

  it('that went on without the owners only learns what they decided', () => {
    const { entries, kase } = decided(at['waiting for the owners']().give('grid-worker-1', 'resume'), true)
    expect(entries.at(-1)).toMatchObject({ fact: 'commented', details: { decisionResult: { passed: true } } })
    expect(kase.decision!.passed).toBe(true)
  })

  it('begins its next round with nothing of it but the owners’ consent', () => {
    const { kase } = decided(at['waiting for the owners']({ type: 'consent' }), true)
      .give('grid-worker-1', 'solve')
      .give('grid-leader-1', 'verify', { result: 'PASSED' })
      .give('resident-1', 'answer', { solved: false })
    expect(kase).toMatchObject({ pauses: [], suspension: undefined, decision: { passed: true } })
  })
})

describe('a reopened case', () => {
  it('starts a round of its own, with clocks of its own', () => {
    const { kase, entries, now } = at.answering().give('resident-1', 'answer', { solved: false, rating: 1, text: 'it drips again' })
    expect(kase).toMatchObject({ round: 2, caseStartedAt: now, stepStartedAt: now, verifiedAt: undefined, closedAt: undefined })
    expect(entries.at(-1)).toMatchObject({
      round: 2,
      details: { solved: false, rating: 1, type: 'plain-street', plan: { calendar: 'office' } },
    })
  })
})

describe('a narrower place', () => {
  it('becomes the case’s area when it is dispatched there', () => {
    const story = new Story({ area: '500105' }).give('district-1', 'dispatch', { to: { unit: unit('street-centre') } })
    expect(story.kase.area).toBe('500105001')
    expect(story.give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } }).kase.area).toBe('500105001')
  })
})
