import { hash } from 'node:crypto'
import { contradictionsOf, type ElectionResult, elect, type QuestionResult } from '@yiwang/counting'
import { canonical } from '../ledger.ts'
import { leafHash } from '../merkle-tree.ts'
import { BallotBox, type Fate } from './ballot-box.ts'
import { wrongClose } from './closing-time.ts'
import { type Fault, Faults } from './faults.ts'
import type { BallotLine, DecisionLine, LaterLine, SealedChoices } from './lines.ts'
import { decisionLine, FIRST_FORMAT, published, sealedChoices } from './lines.ts'
import { OrderedLines, parsed } from './ordered-lines.ts'
import { type HeldLine, type OwnLine, OwnLines } from './own-lines.ts'
import { Receipts } from './receipts.ts'
import { publicKeyOf, type SealingKeys, sealedSize, unseal } from './sealing.ts'
import { SecretBox } from './secret-box.ts'
import { SignedTrees, treeInWords } from './signed-trees.ts'

export interface Evidence {
  /** The signer's verifier key (C2SP signed-note). @see verifierKey */
  readonly key: string
  /** Signed notes that voters got. */
  readonly receipts?: readonly string[]
  /** Signed notes that somebody kept. */
  readonly checkpoints?: readonly string[]
  /** Lines of the roll, as their owners were told. */
  readonly ownLines?: readonly OwnLine[]
  /** Of a secret decision: the private key that two shares make. */
  readonly privateKey?: Buffer
  readonly onProgress?: (lines: number) => void
}

export interface Verdict {
  /** Absent where it could not be read, and with it what was counted. */
  readonly decision?: DecisionLine
  readonly faults: readonly Fault[]
  readonly heads: number
  readonly ballots: number
  /** As counted here; absent too where the rule set decides nothing. */
  readonly questions?: readonly QuestionResult[]
  readonly election?: ElectionResult
  /** What became of the ballot of each receipt, by its leaf's hash. In a secret decision every ballot counts. */
  readonly receipts?: ReadonlyMap<string, Fate>
  /** Of the owners' lines those that hold, with what was counted for them. */
  readonly ownLines?: readonly HeldLine[]
}

const PROGRESS_LINES = 100_000

/** Recounts a decision from its export (docs/formats/decision.md): every fault that is found, and what was counted. @throws TypeError for a key that is none. */
export async function verifyDecision(lines: AsyncIterable<string>, evidence: Evidence): Promise<Verdict> {
  let verification: Verification | undefined
  const faults = new Faults()
  let read = 0
  for await (const text of lines) {
    read++
    if (read % PROGRESS_LINES === 0) evidence.onProgress?.(read)
    if (verification) verification.read(text, read)
    else {
      const decision = parsed(decisionLine, text)
      if (!decision) return unreadable('line 1 is no decision of this format')
      verification = new Verification(decision, hash('sha256', text), evidence, faults)
    }
  }
  return verification?.verdict() ?? unreadable('there is no line')
}

const unreadable = (detail: string): Verdict => ({ faults: [{ name: 'not-readable', detail, count: 1 }], heads: 0, ballots: 0 })

class Verification {
  private readonly trees: SignedTrees
  private readonly questions: readonly string[]
  private readonly asked: ReadonlySet<string>
  private readonly box: BallotBox
  private readonly secretBox: SecretBox
  private readonly reader: OrderedLines
  private readonly ownLines: OwnLines
  private readonly receipts: Receipts
  private readonly refused: boolean
  private keys: SealingKeys | undefined
  private told: Extract<LaterLine, { line: 'result' }> | undefined
  private toldHash = ''
  private lastHead = ''
  private hasKeyLine = false

  constructor(
    private readonly decision: DecisionLine,
    private readonly decisionHash: string,
    private readonly evidence: Evidence,
    private readonly faults: Faults,
  ) {
    const { ruleSet, questions, origin } = decision
    this.questions = questions.map(({ id }) => id)
    this.asked = new Set(this.questions)
    this.trees = new SignedTrees(origin, evidence.key, faults)
    this.box = new BallotBox(ruleSet, faults)
    this.secretBox = new SecretBox(ruleSet, this.questions, faults)
    this.reader = new OrderedLines(ruleSet.secret, faults)
    this.ownLines = new OwnLines(evidence.ownLines ?? [], faults)
    this.receipts = new Receipts(evidence.receipts ?? [], origin, evidence.key, faults)
    const contradictions = contradictionsOf(ruleSet)
    for (const { field, reason } of contradictions) faults.add('rule-set-refused', `${field}: ${reason}`)
    if (ruleSet.form === 'NOTICE') faults.add('rule-set-refused', 'form: a notice has opinions and no vote')
    this.refused = contradictions.length > 0 || ruleSet.form === 'NOTICE'
    if (evidence.privateKey) this.take(evidence.privateKey)
  }

  read(text: string, number: number) {
    const line = this.reader.read(text, number)
    if (line) this.takeIn(line, text)
  }

  private takeIn(line: LaterLine, text: string) {
    switch (line.line) {
      case 'roll':
        this.trees.roll.add(leafHash(text))
        // In an order that says nothing of rooms.
        if (line.head < this.lastHead) this.faults.add('out-of-order', `roll of ${line.head}`)
        this.lastHead = line.head
        this.ownLines.enrol(line.head, line.area)
        return this.box.enrol(line.head, line.area)
      case 'checkpoint':
        return this.trees.vouch(line)
      case 'key':
        this.hasKeyLine = true
        return this.take(Buffer.from(line.privateKey, 'base64'))
      case 'ballot':
        return this.readBallot(line, text)
      case 'attendance':
        this.trees.attendance.add(leafHash(text))
        if (!this.box.has(line.head)) this.faults.add('ballot-of-nobody', line.head)
        this.ownLines.attend(line.head)
        return this.secretBox.attend(line.head)
      case 'opened':
        this.trees.opened.add(leafHash(text))
        if (!this.mayBeOpened(line.choices))
          return this.faults.add('opened-differs', `line ${this.trees.opened.size}: it does not answer one question`)
        return this.refused ? undefined : this.secretBox.open(text, line.choices, this.box.roll)
      case 'result':
        this.told = line
        this.toldHash = hash('sha256', text)
    }
  }

  private take(privateKey: Buffer) {
    const { publicKey } = this.decision.sealing
    if (privateKey.length !== 32 || publicKeyOf(privateKey).toString('base64') !== publicKey)
      return this.faults.add('key-of-another', publicKey)
    this.keys = { publicKey: Buffer.from(publicKey, 'base64'), privateKey }
  }

  private readBallot({ head, way, sealed }: BallotLine, text: string) {
    const leaf = leafHash(text)
    this.trees.board.add(leaf)
    const named = this.decision.ruleSet.secret ? undefined : { head: head!, way: way! }
    const bytes = Buffer.from(sealed, 'base64')
    if (bytes.length !== sealedSize(this.decision.sealing.length))
      return this.faults.add('ballot-unopened', `leaf ${this.trees.board.size - 1}`)
    const choices = this.choicesIn(bytes)
    if (!named) {
      this.receipts.note(leaf, () => 'COUNTED')
      this.secretBox.ballot(text)
      if (!this.keys) return
      if (!choices || choices.head !== undefined || choices.serial !== undefined)
        return this.faults.add('ballot-unopened', `leaf ${this.trees.board.size - 1}`)
      return this.secretBox.unsealed(choices.choices)
    }
    if (!this.box.has(named.head)) return this.faults.add('ballot-of-nobody', named.head)
    if (choices?.head !== head || choices?.serial === undefined) return this.faults.add('ballot-unopened', named.head)
    const { serial } = choices
    this.receipts.note(leaf, () => this.box.fateOf(named.head, named.way, serial))
    this.box.cast({ ...named, serial, choices: choices.choices })
  }

  private choicesIn(sealed: Buffer): SealedChoices | undefined {
    const text = this.keys && unseal(sealed, this.keys)
    const choices = text === undefined ? undefined : parsed(sealedChoices, text)
    return choices && this.answersAll(choices.choices) ? choices : undefined
  }

  private answersAll(choices: Readonly<Record<string, unknown>>): boolean {
    return Object.keys(choices).length === this.questions.length && this.questions.every((id) => Object.hasOwn(choices, id))
  }

  /** One answer a line: all of a ballot's would be a mark. The first format had whole ballots. */
  private mayBeOpened(choices: Readonly<Record<string, unknown>>): boolean {
    const [question, ...others] = Object.keys(choices)
    const isOne = question !== undefined && others.length === 0 && this.asked.has(question)
    return isOne || (this.decision.format === FIRST_FORMAT && this.answersAll(choices))
  }

  verdict(): Verdict {
    const { ruleSet } = this.decision
    this.examineTrees()
    if (ruleSet.secret && !this.refused) this.secretBox.examine(this.keys !== undefined)
    if (!ruleSet.secret && !this.hasKeyLine) this.faults.add('key-of-another', 'no key is published')
    const questions = this.refused ? undefined : ruleSet.secret ? this.secretBox.count(this.box.roll) : this.box.count(this.questions)
    const election = questions && ruleSet.election && elect(ruleSet, questions, this.trees.board.root.toString('hex'))
    this.examineResult(questions, election)
    const held = this.examineHeld()
    const counted = { ...(questions && { questions }), ...(election && { election }), ...held }
    return { decision: this.decision, faults: this.faults.list(), heads: this.trees.roll.size, ballots: this.trees.board.size, ...counted }
  }

  /** What owners and voters hold in their hands. */
  private examineHeld(): Pick<Verdict, 'receipts' | 'ownLines'> {
    const { key, checkpoints = [], ownLines = [] } = this.evidence
    const receipts = this.receipts.examine()
    const own = this.ownLines.examine(`${this.decision.origin}/roll`, key, (head) => this.box.ballotOf(head))
    this.trees.examineKept([...checkpoints, ...ownLines.flatMap(({ inclusion }) => inclusion?.checkpoint ?? [])])
    return { ...(receipts.size > 0 && { receipts }), ...(own.length > 0 && { ownLines: own }) }
  }

  private examineTrees() {
    const { ruleSet, closesAt } = this.decision
    const closedAt = this.trees.closedAt ?? closesAt
    const returned = ruleSet.secret ? this.secretBox.returned : this.box.returned
    const wrong = wrongClose(ruleSet, closesAt, closedAt, returned, this.box.roll)
    if (wrong) this.faults.add('closed-otherwise', wrong)
    const attendance = ruleSet.secret ? [`attendance ${treeInWords(this.trees.attendance)}`] : []
    this.trees.examine({
      ROLL: { lines: [`decision ${this.decisionHash}`], otherwise: 'decision-changed' },
      BOARD: { lines: [`closed ${closedAt}`, ...attendance], otherwise: 'attendance-differs' },
      RESULT: { lines: [`result ${this.toldHash}`], otherwise: 'result-altered' },
    })
  }

  private examineResult(questions: readonly QuestionResult[] | undefined, election: ElectionResult | undefined) {
    if (!this.told) return this.faults.add('result-altered', 'there is no result')
    if (!questions) return
    const told = this.told.questions
    for (const [n, question] of questions.entries()) {
      const counted = canonical(published(question))
      if (told[n] === undefined || canonical(told[n]) !== counted) this.faults.add('result-altered', `${question.id}: counted ${counted}`)
    }
    if (told.length !== questions.length) this.faults.add('result-altered', 'it answers other questions')
    const [toldElection, counted] = [this.told.election, election].map((filled) => (filled === undefined ? 'nobody' : canonical(filled)))
    if (toldElection !== counted) this.faults.add('result-altered', `elected: counted ${counted}`)
  }
}
