import type { Comparison, QuestionResult } from './count.ts'
import type { RuleSet } from './rule-set.ts'
import { fractionOf, inWords } from './share.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

/** The arithmetic of a result, a sentence a comparison, so that everybody can follow it with a pencil. */
export function becauseOf({ comparisons, passed, unreturnedCountAs }: QuestionResult, { majority }: Pick<RuleSet, 'majority'>): Words[] {
  const followed: Words[] = unreturnedCountAs
    ? [
        {
          zh: `未交回的票依管理规约视为“${choices[unreturnedCountAs].zh}”。`,
          en: `By the covenant, ballots that were not returned count as ${choices[unreturnedCountAs].en}.`,
        },
      ]
    : []
  const end: Words = passed ? { zh: '表决通过。', en: 'It has passed.' } : { zh: '表决未通过。', en: 'It has not passed.' }
  return [...followed, ...comparisons.map((comparison) => sentence(comparison, majority.of)), end]
}

const choices = {
  FOR: { zh: '同意', en: 'for' },
  AGAINST: { zh: '反对', en: 'against' },
  ABSTAIN: { zh: '弃权', en: 'abstained' },
  BLANK: { zh: '空白', en: 'blank' },
  SPOILED: { zh: '废票', en: 'spoiled' },
}

function sentence({ of, weight, part, whole, share, holds }: Comparison, majorityOf: 'PARTICIPATING' | 'ROLL'): Words {
  const amount = weight === 'AREA' ? inSquareMetres : (n: number) => ({ zh: `${n} 人`, en: `${n} heads` })
  const [numerator, denominator] = fractionOf(share).split('/').map(Number) as [number, number]
  const scale = weight === 'AREA' ? 100 : 1
  const [left, right] = [product(part, denominator, scale), product(whole, numerator, scale)]
  const sign = 'atLeast' in share ? (holds ? '≥' : '<') : holds ? '>' : '≤'
  const sum = `${number(part, scale)} × ${denominator} = ${left} ${sign} ${number(whole, scale)} × ${numerator} = ${right}`
  const needZh = `${'atLeast' in share ? '至少' : '超过'} ${fractionOf(share)}`
  const by = weight === 'AREA' ? { zh: '按面积', en: 'By area' } : { zh: '按人数', en: 'By heads' }
  const wholeIs = of === 'QUORUM' || majorityOf === 'ROLL' ? { zh: '全体', en: 'of all' } : { zh: '参与表决', en: 'of what took part,' }
  const did = of === 'QUORUM' ? { zh: '参与', en: 'took part' } : { zh: '同意', en: 'were for it' }
  return {
    zh: `${by.zh}：${did.zh} ${amount(part).zh}，${wholeIs.zh} ${amount(whole).zh}，须${needZh}：${sum}，${holds ? '达到' : '未达到'}。`,
    en: `${by.en}: ${amount(part).en} ${did.en} ${wholeIs.en} ${amount(whole).en}; ${inWords(share)} is needed: ${sum}, ${holds ? 'reached' : 'not reached'}.`,
  }
}

const inSquareMetres = (hundredths: number): Words => ({ zh: `${number(hundredths, 100)} 平方米`, en: `${number(hundredths, 100)} m²` })
const product = (n: number, factor: number, scale: number): string => decimal(BigInt(n) * BigInt(factor), scale)
const number = (n: number, scale: number): string => decimal(BigInt(n), scale)

function decimal(n: bigint, scale: number): string {
  if (scale === 1) return String(n)
  return `${n / 100n}.${String(n % 100n).padStart(2, '0')}`
}
