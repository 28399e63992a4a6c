import { readFileSync } from 'node:fs'
import { firstMiss } from './expectation.ts'
import { stepsOf } from './steps.ts'

const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const commandsOf = (name: string, section: string) => stepsOf(page(name), section).map(({ commands, expected }) => ({ commands, expected }))

const example = `# A page

## A five-minute tour

### 1. First

\`\`\`bash
ONE=1
\`\`\`

Words between.

\`\`\`bash
echo "$ONE"
\`\`\`

\`\`\`text
$ONE
\`\`\`

### 2. Second

\`\`\`bash
true
\`\`\`

## After it

\`\`\`bash
npm start
\`\`\`
`

describe('the tour of a page', () => {
  it('is the blocks of commands of its section, each with what is expected after it', () => {
    expect(stepsOf(example)).toEqual([
      { name: '1. First (1 of 2)', commands: 'ONE=1\n', expected: [] },
      { name: '1. First (2 of 2)', commands: 'echo "$ONE"\n', expected: ['$ONE'] },
      { name: '2. Second', commands: 'true\n', expected: [] },
    ])
  })

  it('is the same in both languages', () => {
    expect(commandsOf('README.zh-CN.md', '五分钟走一遍')).toEqual(commandsOf('README.md', 'A five-minute tour'))
  })
})

describe('an expectation', () => {
  it.each([
    ['lines in order, with others between', ['a', 'c'], 'a\nb\nc', undefined],
    ['a line that is not there', ['a', 'd'], 'a\nb\nc', 'd'],
    ['lines in another order', ['b', 'a'], 'a\nb', 'a'],
    ['the same line twice', ['a', 'a'], 'a\nb', 'a'],
    ['a part of a line', ['a'], 'abc', 'a'],
    ['anything in place of …', ['state: … (…)'], 'state: CLOSED (8)', undefined],
    ['indentation', ['"x": 1'], '   "x": 1', undefined],
    ['signs that mean something in a pattern', ['{"a":"x.y"}'], '{"a":"xzy"}', '{"a":"x.y"}'],
  ])('%s', (_, expected, output, miss) => {
    expect(firstMiss(expected, output)).toBe(miss)
  })
})
