import { type Amount, Count, type QuestionResult, type RuleSet } from '@yiwang/counting'
import { canonical } from '../ledger.ts'
import type { Choices } from './ballot-box.ts'
import type { Faults } from './faults.ts'

/** What is published of a secret decision: who attended, and what was opened, neither with a trace of the other. */
export class SecretBox {
  private ballots = 0
  private attended = 0
  private openedBallots = 0
  private lastHead = ''
  private lastText = ''
  private lastOpened = ''
  private counted: Count | undefined
  /** What was sealed less what was opened, where the key is there. */
  private readonly balance = new Map<string, number>()

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly questions: readonly string[],
    private readonly faults: Faults,
  ) {}

  /** In the order of the texts, which says nothing of when or by whom. */
  ballot(text: string) {
    this.ballots++
    if (text <= this.lastText) this.faults.add(text === this.lastText ? 'ballot-doubled' : 'out-of-order', `ballot ${this.ballots}`)
    this.lastText = text
  }

  attend(head: string) {
    this.attended++
    if (head <= this.lastHead) this.faults.add(head === this.lastHead ? 'ballot-doubled' : 'out-of-order', `attendance of ${head}`)
    this.lastHead = head
  }

  unsealed(choices: Choices) {
    this.weigh(choices, 1)
  }

  open(choices: Choices, roll: Amount) {
    this.openedBallots++
    const text = this.weigh(choices, -1)
    if (text < this.lastOpened) this.faults.add('out-of-order', `opened ${this.openedBallots}`)
    this.lastOpened = text
    this.counted ??= new Count(this.ruleSet, roll, this.questions)
    this.counted.add(0, choices)
  }

  /** As many ballots as heads that attended, each opened once; with the key, what was opened is what was sealed. */
  examine(hasKey: boolean) {
    if (this.attended !== this.ballots) this.faults.add('attendance-differs', `${this.ballots} ballots of ${this.attended} heads`)
    if (this.openedBallots !== this.ballots) this.faults.add('opened-differs', `${this.openedBallots} opened of ${this.ballots}`)
    if (!hasKey) return
    for (const [text, left] of this.balance) {
      if (left !== 0) this.faults.add('opened-differs', `${text}: ${Math.abs(left)} ${left > 0 ? 'fewer' : 'more'} than sealed`)
    }
  }

  /** Undefined where more was opened than there are heads: no result can be told of that. */
  count(roll: Amount): QuestionResult[] | undefined {
    if (this.openedBallots > roll.heads) return undefined
    return (this.counted ?? new Count(this.ruleSet, roll, this.questions)).results()
  }

  private weigh(choices: Choices, weight: number): string {
    const text = canonical(choices)
    this.balance.set(text, (this.balance.get(text) ?? 0) + weight)
    return text
  }
}
