import { becauseOf, type ElectionResult } from '@yiwang/counting'
import { FAULTS, type Fault } from './faults.ts'
import type { DecisionLine } from './lines.ts'
import type { HeldLine } from './own-lines.ts'
import type { Verdict } from './verify-decision.ts'

const FATES = {
  COUNTED: { en: 'counted', zh: '已计入' },
  REPLACED: { en: 'on the board, and replaced by a later one of the same head', zh: '在票箱里，已被同一表决人后投的票替换' },
  OTHER_WAY_COUNTS: {
    en: 'on the board; of this head the ballot of the other way counts',
    zh: '在票箱里，这位表决人以另一种方式投的票计入',
  },
}

const FILLED = {
  elected: { en: 'elected', zh: '当选' },
  alternates: { en: 'alternates', zh: '候补' },
  secondRound: { en: 'to a second round', zh: '再次选举' },
  drawn: { en: 'level, in the order of the lot', zh: '票数相同，依抽签排序' },
} as const satisfies Partial<Record<keyof ElectionResult, unknown>>

/** What stands in the file cannot pretend to be what is said here. */
const plain = (text: string): string => text.replace(/\p{C}/gu, ' ')
const short = (hash: string): string => `${hash.slice(0, 12)}…`

/** What was counted and found, for a person: in English, then in Chinese. */
export function inWords({ decision, faults, receipts = new Map(), ownLines = [], ...verdict }: Verdict): string {
  const held = [
    ...[...receipts].map(([leaf, fate]: [string, keyof typeof FATES]) => {
      return `Your ballot ${short(leaf)}: ${FATES[fate].en}. 您的选票 ${short(leaf)}：${FATES[fate].zh}。`
    }),
    ...ownLines.flatMap((line) => [ownLineInWords(line), ballotInWords(line, decision)]),
  ]
  const end =
    faults.length > 0 ? 'It does not hold. 核验未通过。' : '✓ It holds: roll, ballots, count and result are what was signed. 核验通过。'
  return [...(decision ? [...countInWords(decision, verdict), ...held, ''] : []), ...faults.map(faultInWords), end].join('\n')
}

function countInWords(decision: DecisionLine, { heads, ballots, questions = [], election }: Omit<Verdict, 'faults'>): string[] {
  const { title, ruleSet } = decision
  const [bindsEn, bindsZh] = ruleSet.advisory ? [' (advisory: binds nobody)', '（不具约束力）'] : ['', '']
  return [
    plain(title),
    `${heads} heads on the roll, ${ballots} ballots on the board, rule set ${ruleSet.code}, version ${ruleSet.version}${bindsEn}`,
    `名册上 ${heads} 位表决人，票箱里 ${ballots} 张票，表决规则 ${ruleSet.code} 第 ${ruleSet.version} 版${bindsZh}`,
    ...questions.flatMap((question) => [
      '',
      textOf(decision, question.id),
      ...becauseOf(question, ruleSet).flatMap(({ zh, en }) => [`  ${en}`, `  ${zh}`]),
    ]),
    '',
    ...(election
      ? Object.entries(FILLED).map(([part, name]) =>
          seatsInWords(
            name,
            election[part as keyof typeof FILLED].map((id) => textOf(decision, id)),
          ),
        )
      : []),
  ]
}

const textOf = (decision: DecisionLine | undefined, id: string): string =>
  plain(decision?.questions.find((question) => question.id === id)?.text ?? id)

const seatsInWords = ({ en, zh }: { en: string; zh: string }, names: readonly string[]) => `${en} ${zh}: ${names.join(', ') || '-'}`

function ownLineInWords({ head, area, inclusion }: HeldLine): string {
  const metres = (area / 100).toFixed(2)
  const [withEn, withZh] = area > 0 ? [` with ${metres} m²`, `，${metres} 平方米`] : ['', '']
  const [provenEn, provenZh] = inclusion ? [', and its proof leads to the root', '，证明能推出指纹'] : ['', '']
  return `Your line ${short(head)}: on the roll${withEn}${provenEn}. 您在名册上的一行 ${short(head)}：在册${withZh}${provenZh}。`
}

/** Whoever had a ballot stuffed under their head learns it here, and nobody else can. */
function ballotInWords({ head, ballot }: HeldLine, decision: DecisionLine | undefined): string {
  if (!ballot) return `  No ballot was counted for ${short(head)}. ${short(head)} 没有计入任何选票。`
  const said = Object.entries(ballot.choices ?? {}).map(([id, choice]) => `${textOf(decision, id)} ${choice}`)
  const [saysEn, saysZh] = ballot.choices
    ? [` (${ballot.way}): ${said.join('; ')}`, `（${ballot.way}）：${said.join('；')}`]
    : ['; what it says is secret', '，内容保密']
  return [
    `  A ballot was counted for ${short(head)}${saysEn}. If none of you cast it, your name was used.`,
    `  ${short(head)} 计入了一张选票${saysZh}。若您家没有人投过，就是有人冒用了您的名义。`,
  ].join('\n')
}

function faultInWords({ name, detail, count }: Fault): string {
  const { en, zh } = FAULTS[name]
  return `✗ ${name}: ${en}${count > 1 ? `, ${count} times` : ''} (${plain(detail)})\n  ${zh}`
}
