import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RuleSetText } from '@yiwang/counting'
import { shippedRuleSets } from '@yiwang/counting'
import { readGivenRuleSets } from './rule-set-folder.ts'

interface Written {
  readonly ruleSet: RuleSetText
  readonly tests: readonly unknown[]
}
const shipped = (code: string): Written => JSON.parse(readFileSync(new URL(`${code}.json`, shippedRuleSets), 'utf8'))
const changed = (code: string, changes: Partial<RuleSetText>): Written => {
  const { ruleSet, tests } = shipped(code)
  return { ruleSet: { ...ruleSet, ...changes }, tests }
}

describe('the rule sets that are given', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rule-sets-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (file: string, content: object | string) =>
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  const versions = () => readGivenRuleSets(folder).map(({ ruleSet }) => `${ruleSet.code} ${ruleSet.version}`)

  it('are those that are shipped', () => {
    const codes = readGivenRuleSets().map(({ ruleSet }) => ruleSet.code)
    expect(codes).toEqual(expect.arrayContaining(['committee-election', 'fund-use', 'neighbours-notice', 'trial']))
  })

  it('are also those of the district, which may be newer versions', () => {
    write('lifts.json', changed('other-major', { code: 'lifts' }))
    write('fund-use.json', changed('fund-use', { version: 2 }))
    write('README.md', 'no rule set')
    expect(versions()).toEqual(expect.arrayContaining(['lifts 1', 'fund-use 1', 'fund-use 2']))
  })

  it.each<[string, Record<string, object | string>, RegExp[]]>([
    ['it is no JSON', { 'lifts.json': '{' }, [/lifts\.json: is no JSON/]],
    [
      'it asks for less than the law',
      { 'lifts.json': changed('other-major', { code: 'lifts', quorum: { area: { atLeast: '1/2' }, heads: { atLeast: '2/3' } } }) },
      [/lifts\.json: ruleSet\.quorum\.area: .*at least 2\/3/],
    ],
    ['a field has a name that there is not', { 'lifts.json': { ...shipped('trial'), rules: {} } }, [/lifts\.json: : .*"rules"/]],
    [
      'it is no newer than what is shipped',
      { 'mine.json': shipped('fund-use') },
      [/mine\.json: ruleSet\.version: There is version 1 of fund-use/],
    ],
    [
      'two have one code and version',
      { 'a.json': changed('trial', { code: 'lifts' }), 'b.json': changed('trial', { code: 'lifts' }) },
      [/b\.json: ruleSet\.version: There is version 1 of lifts/],
    ],
    ['it is one of several bad ones, all of which are named', { 'a.json': '[]', 'b.json': 'no' }, [/a\.json: /, /b\.json: is no JSON/]],
  ])('are refused, with file, field and reason, when %s', (_, files, reasons) => {
    for (const [file, content] of Object.entries(files)) write(file, content)
    for (const reason of reasons) expect(() => readGivenRuleSets(folder)).toThrow(reason)
  })

  it('are refused when the folder is not there', () => {
    expect(() => readGivenRuleSets(join(folder, 'nowhere'))).toThrow(/the folder of rule sets .*nowhere cannot be read/)
  })
})
