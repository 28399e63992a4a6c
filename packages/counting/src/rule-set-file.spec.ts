import { contradictionsOf } from './contradictions.ts'
import type { RuleSetText } from './rule-set.ts'
import { readRuleSet } from './rule-set-file.ts'
import { ruleSet, shippedFiles } from './rule-sets.fixture.ts'

const half = { moreThan: '1/2' }
const days = (amount: number) => ({ amount, unit: 'CALENDAR_DAYS' as const })
const codes = [...shippedFiles.keys()]

describe('the rule sets that are shipped', () => {
  it.each(codes)('%s agrees with the law and with its tests', (code) => {
    expect(readRuleSet(shippedFiles.get(code))).toMatchObject({ ruleSet: { code } })
  })

  it.each(codes)('%s counts parking spaces, storage rooms and the like by no clause, so not at all', (code) => {
    expect(ruleSet(code).rooms.toSorted()).toEqual(['DWELLING', 'SHOP'])
  })

  it('have each item of Art. 278, and Art. 279', () => {
    const bases = codes.map((code) => ruleSet(code).basis).filter((basis) => basis !== undefined)
    const items = bases.flatMap((basis) => (basis.article === 278 ? [basis.item] : []))
    expect([...new Set(items)].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(bases).toContainEqual({ article: 279 })
  })
})

describe('a rule set is refused', () => {
  it.each<[string, string, Partial<RuleSetText>, string, RegExp]>([
    ['that is secret and weighs by area', 'fund-use', { secret: true }, 'secret', /worked out/],
    ['so is an advisory one', 'trial', { secret: true }, 'secret', /worked out/],
    [
      'whose quorum is half',
      'fund-use',
      { quorum: { area: { atLeast: '1/2' }, heads: { atLeast: '2/3' } } },
      'quorum.area',
      /at least 2\/3 .* asks for at least 1\/2/,
    ],
    [
      'that asks for half, no more',
      'fund-use',
      { majority: { of: 'PARTICIPATING', area: half, heads: { atLeast: '1/2' } } },
      'majority.heads',
      /more than 1\/2 .*item 5/,
    ],
    [
      'that raises the fund by more than half',
      'fund-raise',
      { majority: { of: 'PARTICIPATING', area: half, heads: half } },
      'majority.area',
      /at least 3\/4 .*item 6/,
    ],
    [
      'that leaves out the heads',
      'fund-use',
      { weights: ['AREA'], quorum: { area: { atLeast: '2/3' } }, majority: { of: 'PARTICIPATING', area: half } },
      'weights',
      /heads is missing/,
    ],
    ['that asks households', 'other-major', { voters: 'HOUSEHOLDS' }, 'voters', /asks the owners/],
    ['that leaves out the shops', 'rebuild', { rooms: ['DWELLING', 'OTHER'] }, 'rooms', /SHOP is missing/],
    ['that counts parking by no clause', 'fund-use', { rooms: ['DWELLING', 'SHOP', 'PARKING'] }, 'parkingBy', /clause of the covenant/],
    ['that names a clause for parking that does not count', 'fund-use', { parkingBy: '§ 12' }, 'parkingBy', /or not at all/],
    ['that counts storage rooms by no clause', 'fund-use', { rooms: ['DWELLING', 'SHOP', 'OTHER'] }, 'otherBy', /clause of the covenant/],
    [
      'that counts storage rooms by the clause for parking',
      'fund-use',
      { rooms: ['DWELLING', 'SHOP', 'OTHER', 'PARKING'], parkingBy: '§ 12' },
      'otherBy',
      /clause of the covenant/,
    ],
    ['that names a clause for storage rooms that do not count', 'fund-use', { otherBy: '§ 13' }, 'otherBy', /or not at all/],
    [
      'that is announced for a week',
      'fund-use',
      { stages: { ...ruleSet('fund-use').stages, notice: days(7) } },
      'stages.notice',
      /at least 15 days/,
    ],
    [
      'that lets one building recall a member of the committee',
      'committee-recall',
      { scopes: ['COMPOUND', 'BUILDING'] },
      'scopes',
      /whole compound/,
    ],
    [
      'by which abstentions do not take part, by no clause',
      'rebuild',
      { takesPart: { ABSTAIN: false, BLANK: true, SPOILED: false } },
      'takesPart',
      /takesPartBy/,
    ],
    [
      'by which spoiled ballots make a quorum, by no clause',
      'rebuild',
      { takesPart: { ABSTAIN: true, BLANK: true, SPOILED: true } },
      'takesPart',
      /takesPartBy/,
    ],
    ['that makes a notice of what an article decides', 'fund-raise', { form: 'NOTICE' }, 'form', /is voted on/],
    ['of households that binds', 'household-poll', { advisory: false }, 'basis', /advisory/],
    [
      'that asks one staircase where the whole building is affected',
      'dwelling-to-business',
      { scopes: ['BUILDING', 'STAIRCASE'] },
      'scopes',
      /all other owners of the building/,
    ],
    [
      'that takes silence for consent where each must agree',
      'dwelling-to-business',
      { unreturnedFollowBy: '§ 9' },
      'unreturnedFollowBy',
      /whatever the covenant says/,
    ],
    ['that makes a head of each room, by no clause', 'fund-use', { heads: 'ROOMS' }, 'heads', /headsBy/],
    [
      'that is secret and lets a ballot replace another',
      'household-poll',
      { ballots: { ...ruleSet('household-poll').ballots, replaceable: true } },
      'ballots',
      /which two ballots/,
    ],
    [
      'that is secret and takes two ways',
      'household-poll',
      { ballots: { ...ruleSet('household-poll').ballots, paper: true } },
      'ballots',
      /which two ballots/,
    ],
    ['that names no article', 'other-major', { basis: undefined }, 'basis', /advisory/],
    [
      'that lets a majority of those who vote speak for all who are affected',
      'dwelling-to-business',
      { majority: { of: 'PARTICIPATING', heads: { atLeast: '1/1' } } },
      'majority.of',
      /ROLL/,
    ],
    [
      'that lets one of those who are affected be outvoted',
      'dwelling-to-business',
      { majority: { of: 'ROLL', heads: { atLeast: '9/10' } } },
      'majority.heads',
      /at least 1\/1/,
    ],
    [
      'that weighs by area and says no share of it',
      'fund-use',
      { majority: { of: 'PARTICIPATING', heads: half } },
      'majority.area',
      /says no share/,
    ],
    ['that elects and fills no seats', 'committee-election', { election: undefined }, 'election', /how its seats are filled/],
    [
      'that ranks by what it does not weigh',
      'household-poll',
      { form: 'ELECTION', election: { seats: 1, alternates: 0, rank: ['AREA'], tie: 'DRAW' } },
      'election.rank',
      /does not weigh/,
    ],
    [
      'that takes no ballots at all',
      'trial',
      { ballots: { ...ruleSet('trial').ballots, electronic: false, paper: false } },
      'ballots',
      /electronic or on paper/,
    ],
  ])('%s', (_, code, changes, field, reason) => {
    expect(contradictionsOf(ruleSet(code, changes))).toContainEqual({ field, reason: expect.stringMatching(reason) })
  })

  it('with everything that is wrong at once', () => {
    const wrong = ruleSet('rebuild', { secret: true, quorum: { area: half, heads: half }, voters: 'HOUSEHOLDS' })
    expect(contradictionsOf(wrong).map(({ field }) => field)).toEqual([
      'secret',
      'ballots',
      'weights',
      'voters',
      'quorum.area',
      'quorum.heads',
    ])
  })

  it('for what cannot be read, each with its place', () => {
    const content = shippedFiles.get('fund-use') as { ruleSet: object; tests: object[] }
    const read = readRuleSet({ ...content, ruleSet: { ...content.ruleSet, quorum: { area: { atLeast: '3/2' } }, majorty: {} } })
    expect(read).toEqual({ refusals: expect.arrayContaining([expect.objectContaining({ field: expect.stringMatching(/^ruleSet/) })]) })
  })

  it.each([
    [
      'decides a test otherwise',
      { passed: false },
      {
        field: 'tests.0',
        reason: expect.stringContaining('expected {"quorumMet":true,"passed":false}, counted {"quorumMet":true,"passed":true}'),
      },
    ],
    ['has no test of something that does not pass', { only: 0 }, { field: 'tests', reason: expect.stringContaining('does not pass') }],
  ])('when it %s', (_, { passed, only }: { passed?: boolean; only?: number }, refusal) => {
    const { ruleSet: written, tests } = shippedFiles.get('fund-use') as { ruleSet: object; tests: { expect: object }[] }
    const changed = only === undefined ? tests.with(0, { ...tests[0]!, expect: { ...tests[0]!.expect, passed } }) : [tests[only]!]
    expect(readRuleSet({ ruleSet: written, tests: changed })).toEqual({ refusals: [refusal] })
  })
})

describe('the tests of a rule set', () => {
  const large = (tests: number) =>
    Array.from({ length: tests }, () => ({
      name: 'a large compound',
      heads: Array.from({ length: 50 }, () => ({ count: 1_000, area: 1, choice: 'FOR' })),
      expect: { quorumMet: true, passed: true },
    }))
  const { ruleSet: written, tests } = shippedFiles.get('trial') as { ruleSet: object; tests: object[] }

  it('may be of a large compound', () => {
    expect(readRuleSet({ ruleSet: written, tests: [...tests.slice(0, 2), ...large(1)] })).toHaveProperty('ruleSet')
  })

  it('are not so large that others would have to wait', () => {
    expect(readRuleSet({ ruleSet: written, tests: large(3) })).toEqual({
      refusals: [{ field: 'tests', reason: expect.stringContaining('not 150000') }],
    })
  })
})

describe('a rule set is allowed', () => {
  it.each<[string, string, Partial<RuleSetText>]>([
    ['to ask for more than the law', 'fund-use', { quorum: { area: { atLeast: '3/4' }, heads: { atLeast: '3/4' } } }],
    ['to ask for a majority of the whole roll', 'fund-use', { majority: { of: 'ROLL', area: half, heads: half } }],
    ['to count parking by a clause of the covenant', 'fund-use', { rooms: ['DWELLING', 'SHOP', 'PARKING'], parkingBy: '§ 12' }],
    ['to count storage rooms by a clause of the covenant', 'fund-use', { rooms: ['DWELLING', 'SHOP', 'OTHER'], otherBy: '§ 13' }],
    [
      'to let abstentions not take part by a clause of the covenant',
      'fund-use',
      { takesPart: { ABSTAIN: false, BLANK: true, SPOILED: false }, takesPartBy: '§ 8' },
    ],
    ['to go below the law where it binds nobody', 'fund-use', { advisory: true, quorum: { area: half, heads: half } }],
  ])('%s', (_, code, changes) => {
    expect(contradictionsOf(ruleSet(code, changes))).toEqual([])
  })
})
