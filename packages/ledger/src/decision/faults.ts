/** What can be wrong with an export, and what it means. */
export const FAULTS = {
  'not-readable': { en: 'a line is not of the format', zh: '某一行不符合格式' },
  'out-of-order': { en: 'a line stands where it must not, or a second time', zh: '某一行出现在不该出现的位置，或重复出现' },
  'wrong-signature': {
    en: 'a checkpoint or a receipt is not signed with the key for this decision',
    zh: '签名凭据或回执不是用这把公钥为本次表决签发的',
  },
  'closed-otherwise': {
    en: 'it was closed at another instant than its rule set lets it, or not extended though it had to be',
    zh: '截止时间与表决规则不符，或依规则应延长而未延长',
  },
  'decision-changed': { en: 'the decision or its rule set is not what the roll was frozen for', zh: '表决事项或表决规则与冻结名册时不同' },
  'rule-set-refused': { en: 'the rule set must not decide this', zh: '这套表决规则不得用于此事项' },
  'roll-changed': { en: 'the roll is not what was frozen', zh: '名册与冻结时不同' },
  'roll-doubled': { en: 'a head stands on the roll twice', zh: '名册上有一位表决人出现两次' },
  'key-of-another': {
    en: 'the key does not open what was sealed for this decision, or none is published',
    zh: '公布的密钥打不开本次表决的票，或没有公布密钥',
  },
  'board-changed': { en: 'the ballots are not what was on the board at the close', zh: '公布的票与截止时票箱里的票不同' },
  'ballot-of-nobody': { en: 'a ballot is of nobody on the roll', zh: '有一张票不属于名册上的任何表决人' },
  'ballot-doubled': {
    en: 'a head has more ballots than its rule set allows, one twice, or one in another order',
    zh: '某表决人的票多于规则所允许的、重复，或次序不对',
  },
  'ballot-unopened': { en: 'a ballot cannot be opened, or is not what it must be', zh: '有一张票打不开，或内容不合规定' },
  'way-not-allowed': { en: 'a ballot came in a way that the rule set does not take', zh: '有一张票的投票方式为规则所不许' },
  'attendance-differs': { en: 'there are not as many ballots as heads that voted', zh: '票数与已投票的表决人数不符' },
  'opened-differs': {
    en: 'what was opened is not what was counted, or not what was sealed',
    zh: '开出的票与计入的票不同，或与封存的票不同',
  },
  'result-altered': { en: 'the result is not what the ballots say by the rule set', zh: '公布的结果与依规则从票中算出的不同' },
  'receipt-not-on-board': { en: 'the ballot of a receipt is not on the board', zh: '回执所指的票不在票箱里' },
  'line-of-another': {
    en: 'the rooms and the salt of an owner’s line do not make its head',
    zh: '这一行名册的房屋与随机数算不出它的表决人代号',
  },
  'line-not-on-roll': { en: 'an owner’s line is not on the roll, or with another area', zh: '公布的名册上没有这一行，或面积不同' },
  'proof-leads-elsewhere': {
    en: 'the proof of an owner’s line does not lead to the root of the roll',
    zh: '这一行名册的证明推不出名册的指纹',
  },
  'checkpoint-contradicted': { en: 'an earlier checkpoint vouches for something else', zh: '先前保存的签名凭据与现在公布的不同' },
} as const
export type FaultName = keyof typeof FAULTS

export interface Fault {
  readonly name: FaultName
  /** The first of them. */
  readonly detail: string
  readonly count: number
}

/** Faults by their names, each told once, however often it is found. */
export class Faults {
  private readonly found = new Map<FaultName, { detail: string; count: number }>()

  add(name: FaultName, detail: string): void {
    const known = this.found.get(name)
    if (known) known.count++
    else this.found.set(name, { detail, count: 1 })
  }

  list(): Fault[] {
    return [...this.found].map(([name, fault]) => ({ name, ...fault }))
  }
}
