import type { RuleSetText } from '@yiwang/counting'
import { sql } from '@yiwang/database'
import { type Actor, PageTokens } from '@yiwang/service-kit'
import { fixedClock, type TestDatabase, testDatabase } from '@yiwang/testing'
import { personOf } from '../test/small-district.fixture.ts'
import { RuleSetsRepository } from './adapters/db/rule-sets.repository.ts'
import { readGivenRuleSets, type WrittenRuleSet } from './adapters/folder/rule-set-folder.ts'
import { GivenRuleSets, RuleSetsService } from './rule-sets.service.ts'

const actor = (role: string): Actor => ({
  ...{ person: personOf(2), kind: 'STAFF', login: 'editor-1' },
  holdings: [{ post: personOf(3), role, unit: personOf(4), level: 'DISTRICT', area: '500105' }],
})
const editor = actor('EDITOR')
const given = readGivenRuleSets()
type Content = { readonly ruleSet: RuleSetText; readonly tests: readonly unknown[] }
const written = (code: string) => given.find(({ ruleSet }) => ruleSet.code === code)!.content as Content
const content = (code: string, changes: Partial<RuleSetText> = {}): Content => {
  const { ruleSet, tests } = structuredClone(written(code))
  return { ruleSet: { ...ruleSet, ...changes }, tests }
}

describe('rule sets', () => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await testDatabase('voting')
  })
  afterAll(() => test.drop())
  beforeEach(() => test.database.run(sql`delete from rule_set`))

  const rules = (all: readonly WrittenRuleSet[] = given) =>
    new RuleSetsService(
      new GivenRuleSets(all),
      new RuleSetsRepository(),
      test.database,
      new PageTokens('a secret for tests'),
      fixedClock('2026-11-24T01:00:00Z'),
    )
  const refusal = (errors: object[]) => expect.objectContaining({ code: 'rule-set-refused', errors })
  const page = { pageSize: 200 }

  it('are those that are shipped', async () => {
    expect(await rules().current('fund-use')).toMatchObject({ code: 'fund-use', version: 1, advisory: false })
    expect(await rules().current('nothing')).toBeUndefined()
    const { items } = await rules().list(undefined, page)
    expect(items.map(({ code }) => code)).toEqual(given.map(({ ruleSet }) => ruleSet.code).sort())
  })

  it('that an editor puts are of use at once, with what is left to the defaults, and say who put them', async () => {
    const put = await rules().put(editor, 'lifts', content('other-major', { code: 'lifts' }))
    expect(put).toMatchObject({ code: 'lifts', version: 1, takesPart: { ABSTAIN: true } })
    expect(await rules().current('lifts')).toEqual(put)
    expect(await test.database.rows(sql`select code, version, put_by, put_at from rule_set`)).toEqual([
      { code: 'lifts', version: 1, put_by: editor.person, put_at: new Date('2026-11-24T01:00:00Z') },
    ])
  })

  it('keep their versions', async () => {
    await rules().put(editor, 'fund-use', content('fund-use', { version: 2, names: { zh: '二', en: 'two' } }))
    await rules().put(editor, 'fund-use', content('fund-use', { version: 5, names: { zh: '五', en: 'five' } }))
    expect(await rules().current('fund-use')).toMatchObject({ version: 5 })
    expect(await rules().version('fund-use', 2)).toMatchObject({ names: { en: 'two' } })
    expect(await rules().version('fund-use', 1)).toMatchObject({ names: written('fund-use').ruleSet.names })
    expect(await rules().version('fund-use', 3)).toBeUndefined()
    const { items } = await rules().list(undefined, page)
    expect(items.filter(({ code }) => code === 'fund-use')).toMatchObject([{ version: 5 }])
  })

  it('that are put again as they are change nothing', async () => {
    const lifts = content('other-major', { code: 'lifts' })
    await rules().put(editor, 'lifts', lifts)
    expect(await rules().put(editor, 'lifts', structuredClone(lifts))).toMatchObject({ version: 1 })
    expect(await rules().put(editor, 'fund-use', content('fund-use'))).toMatchObject({ version: 1 })
    expect(await test.database.rows(sql`select code from rule_set`)).toEqual([{ code: 'lifts' }])
  })

  it.each<[string, string, Content, { pointer: string; detail: unknown }[]]>([
    [
      'a version that is there',
      'fund-use',
      content('fund-use', { names: { zh: '旧', en: 'old' } }),
      [{ pointer: '/ruleSet/version', detail: 'It has to be above 1, the version that is there.' }],
    ],
    ['another code', 'roofs', content('other-major', { code: 'lifts' }), [{ pointer: '/ruleSet/code', detail: 'It is put as roofs.' }]],
    [
      'less than the law asks, each place named',
      'lifts',
      content('other-major', {
        code: 'lifts',
        quorum: { area: { atLeast: '1/2' }, heads: { atLeast: '1/2' } },
      }),
      [
        { pointer: '/ruleSet/quorum/area', detail: expect.stringContaining('at least 2/3') },
        { pointer: '/ruleSet/quorum/heads', detail: expect.stringContaining('at least 2/3') },
      ],
    ],
    [
      'a test that it does not decide so',
      'lifts',
      { ...content('trial', { code: 'lifts' }), tests: written('rebuild').tests },
      expect.arrayContaining([{ pointer: expect.stringMatching(/^\/tests\/\d+$/), detail: expect.stringContaining('counted') }]),
    ],
    [
      'a text that no column keeps',
      'lifts',
      content('trial', { code: 'lifts', names: { zh: '\0', en: '\ud800' } }),
      ['zh', 'en'].map((name) => ({ pointer: `/ruleSet/names/${name}`, detail: expect.stringContaining('NUL') })),
    ],
    [
      'more to count than anybody would wait for',
      'lifts',
      {
        ...content('trial', { code: 'lifts' }),
        tests: Array.from({ length: 3 }, () => ({
          name: 'large',
          heads: Array.from({ length: 40 }, () => ({ count: 1000, area: 1, choice: 'FOR' })),
          expect: { quorumMet: true, passed: true },
        })),
      },
      [{ pointer: '/tests', detail: expect.stringContaining('not 120000') }],
    ],
  ])('are refused with %s', async (_, code, wrong, errors) => {
    await expect(rules().put(editor, code, wrong)).rejects.toEqual(refusal(errors))
    expect(await test.database.rows(sql`select from rule_set`)).toEqual([])
  })

  it('are put by editors alone', async () => {
    await expect(rules().put(actor('DISPATCHER'), 'lifts', content('trial', { code: 'lifts' }))).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('of which two are put at once as one version: one stands, the other is refused', async () => {
    const outcomes = await Promise.allSettled(
      ['one', 'two', 'three'].map((en) => rules().put(editor, 'lifts', content('trial', { code: 'lifts', names: { zh: en, en } }))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await test.database.rows(sql`select code from rule_set`)).toHaveLength(1)
  })

  it('by which was decided stay when the product comes with others', async () => {
    const [before, after] = [
      rules(),
      rules([{ ruleSet: { ...(await rules().current('trial'))!, version: 2 }, content: content('trial', { version: 2 }) }]),
    ]
    await before.keep(test.database, { code: 'trial', version: 1 })
    await before.keep(test.database, { code: 'trial', version: 1 })
    expect(await after.version('trial', 1)).toEqual(await before.version('trial', 1))
    expect(await after.current('trial')).toMatchObject({ version: 2 })
    expect(await after.version('fund-use', 1)).toBeUndefined()
  })

  it('are listed by pages', async () => {
    const first = await rules().list(undefined, { pageSize: 10 })
    const second = await rules().list(undefined, { pageSize: 10, pageToken: first.nextPageToken! })
    expect([...first.items, ...second.items].map(({ code }) => code)).toEqual(given.map(({ ruleSet }) => ruleSet.code).sort())
    expect(second.nextPageToken).toBeUndefined()
  })
})
