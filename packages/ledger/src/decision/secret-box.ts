import { type Amount, type Choice, Count, type QuestionResult, type RuleSet } from '@yiwang/counting'
import type { Choices } from './ballot-box.ts'
import type { Faults } from './faults.ts'

/** What is published of a secret decision: who attended, and what was opened, neither with a trace of the other. */
export class SecretBox {
  private ballots = 0
  private attended = 0
  private lastHead = ''
  private lastText = ''
  private lastOpened = ''
  private counted: Count | undefined
  /** To each question, how many answers. */
  private readonly answers: Map<string, number>
  /** What was sealed less what was opened, where the key is there. */
  private readonly balance = new Map<string, number>()

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly questions: readonly string[],
    private readonly faults: Faults,
  ) {
    this.answers = new Map(questions.map((id) => [id, 0]))
  }

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
    for (const [question, choice] of Object.entries(choices)) this.weigh(question, choice, 1)
  }

  /** In the order of the texts. */
  open(text: string, choices: Choices, roll: Amount) {
    if (text < this.lastOpened) this.faults.add('out-of-order', `opened: ${text}`)
    this.lastOpened = text
    this.counted ??= new Count(this.ruleSet, roll, this.questions)
    for (const [question, choice] of Object.entries(choices)) {
      this.answers.set(question, this.answers.get(question)! + 1)
      this.weigh(question, choice, -1)
      this.counted.answer(0, question, choice)
    }
  }

  /** What of the roll has voted. */
  get returned(): Amount {
    return { area: 0, heads: this.attended }
  }

  /** As many ballots as heads that attended, and to each question as many answers; with the key, what was opened is what was sealed. */
  examine(hasKey: boolean) {
    if (this.attended !== this.ballots) this.faults.add('attendance-differs', `${this.ballots} ballots of ${this.attended} heads`)
    for (const [question, answers] of this.answers)
      if (answers !== this.ballots) this.faults.add('opened-differs', `${question}: ${answers} opened of ${this.ballots}`)
    if (!hasKey) return
    for (const [answer, left] of this.balance) {
      if (left !== 0) this.faults.add('opened-differs', `${answer}: ${Math.abs(left)} ${left > 0 ? 'fewer' : 'more'} than sealed`)
    }
  }

  /** Undefined where more was opened than there are heads: no result can be told of that. */
  count(roll: Amount): QuestionResult[] | undefined {
    if ([...this.answers.values()].some((answers) => answers > roll.heads)) return undefined
    return (this.counted ?? new Count(this.ruleSet, roll, this.questions)).results()
  }

  private weigh(question: string, choice: Choice, weight: number) {
    const answer = `${question}: ${choice}`
    this.balance.set(answer, (this.balance.get(answer) ?? 0) + weight)
  }
}
