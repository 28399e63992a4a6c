import { hash } from 'node:crypto'
import { type Choice, contradictionsOf, type ElectionResult, elect, type QuestionResult } from '@yiwang/counting'
import { type Checkpoint, openCheckpoint } from '../checkpoint.ts'
import { canonical } from '../ledger.ts'
import { leafHash, MerkleRoot } from '../merkle-tree.ts'
import { BallotBox } from './ballot-box.ts'
import { type Fault, Faults } from './faults.ts'
import { type BallotLine, type CheckpointLine, type DecisionLine, decisionLine, laterLine, published, sealedChoices } from './lines.ts'
import { publicKeyOf, type SealingKeys, unseal } from './sealing.ts'

export interface Evidence {
  /** The signer's verifier key (C2SP signed-note). */
  readonly key: string
  /** Lines of the board that receipts name: the hex of their leaf hashes. */
  readonly receipts?: readonly string[]
  /** Signed notes that somebody kept. */
  readonly checkpoints?: readonly string[]
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
  /** As counted here. */
  readonly questions?: readonly QuestionResult[]
  readonly election?: ElectionResult
}

const PROGRESS_LINES = 100_000
type Later = ReturnType<typeof laterLine.parse>

/** Recounts a decision from its export (docs/formats/decision.md): every fault that is found, and what was counted. */
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
  private readonly roll = new MerkleRoot()
  private readonly board = new MerkleRoot()
  private readonly attendance = new MerkleRoot()
  private readonly openedRoot = new MerkleRoot()
  private readonly box: BallotBox
  private readonly missing: Set<string>
  private readonly attended = new Set<string>()
  private readonly opened: Readonly<Record<string, Choice>>[] = []
  /** Of a secret decision, where the shares are there: what was sealed, how often. */
  private readonly unsealed = new Map<string, number>()
  private readonly vouched = new Map<CheckpointLine['of'], Checkpoint>()
  private keys: SealingKeys | undefined
  private told: { text: string; questions: unknown; election: unknown } | undefined

  constructor(
    private readonly decision: DecisionLine,
    private readonly decisionHash: string,
    private readonly evidence: Evidence,
    private readonly faults: Faults,
  ) {
    this.box = new BallotBox(faults)
    this.missing = new Set(evidence.receipts)
    for (const { field, reason } of contradictionsOf(decision.ruleSet)) faults.add('rule-set-refused', `${field}: ${reason}`)
    if (evidence.privateKey) this.take(evidence.privateKey)
  }

  read(text: string, number: number): void {
    const line = parsed(laterLine, text)
    if (!line) return this.faults.add('not-readable', `line ${number}`)
    this.readLine(line, text)
  }

  private readLine(line: Later, text: string): void {
    switch (line.line) {
      case 'roll':
        this.roll.add(leafHash(text))
        return this.box.enrol(line.head, line.area)
      case 'checkpoint':
        return this.vouch(line)
      case 'key':
        return this.take(Buffer.from(line.privateKey, 'base64'))
      case 'ballot':
        return this.readBallot(line as BallotLine, text)
      case 'attendance':
        this.attendance.add(leafHash(text))
        if (!this.box.has(line.head)) this.faults.add('ballot-of-nobody', line.head)
        if (this.attended.has(line.head)) this.faults.add('ballot-doubled', line.head)
        this.attended.add(line.head)
        return
      case 'opened':
        this.openedRoot.add(leafHash(text))
        this.opened.push(line.choices)
        return
      case 'result':
        this.told = { text, questions: line.questions, election: line.election }
    }
  }

  private vouch({ of, note }: CheckpointLine): void {
    const checkpoint = openCheckpoint(note, this.evidence.key)
    if (!checkpoint) return this.faults.add('wrong-signature', of)
    this.vouched.set(of, checkpoint)
  }

  private take(privateKey: Buffer): void {
    const { publicKey } = this.decision.sealing
    if (privateKey.length !== 32 || publicKeyOf(privateKey).toString('base64') !== publicKey) return this.faults.add('key-of-another', publicKey)
    this.keys = { publicKey: Buffer.from(publicKey, 'base64'), privateKey }
  }

  private readBallot({ head, way, sealed }: BallotLine, text: string): void {
    const leaf = leafHash(text)
    this.board.add(leaf)
    if (this.missing.size > 0) this.missing.delete(leaf.toString('hex'))
    const { ruleSet } = this.decision
    if (ruleSet.secret) return this.keys && this.openSecret(sealed)
    if (head === undefined || way === undefined || !this.box.has(head)) return this.faults.add('ballot-of-nobody', head ?? `leaf ${this.board.size - 1}`)
    const choices = this.choicesIn(sealed)
    if (choices?.head !== head) return this.faults.add('ballot-unopened', head)
    this.box.cast(head, way, choices.choices, ruleSet)
  }

  private openSecret(sealed: string): void {
    const choices = this.choicesIn(sealed)
    if (!choices || choices.head !== undefined) return this.faults.add('ballot-unopened', `leaf ${this.board.size - 1}`)
    const text = canonical(choices.choices)
    this.unsealed.set(text, (this.unsealed.get(text) ?? 0) + 1)
  }

  private choicesIn(sealed: string) {
    const text = this.keys && unseal(Buffer.from(sealed, 'base64'), this.keys)
    return text === undefined ? undefined : parsed(sealedChoices, text)
  }

  verdict(): Verdict {
    const { ruleSet } = this.decision
    const ids = this.decision.questions.map(({ id }) => id)
    this.examineTrees()
    if (ruleSet.secret) this.examineSecret()
    else if (!this.keys) this.faults.add('key-of-another', 'no key is published')
    const questions = this.box.count(ruleSet, ids, this.opened)
    const election = ruleSet.election && elect(ruleSet, questions, this.board.root.toString('hex'))
    this.examineResult(questions, election)
    for (const receipt of this.missing) this.faults.add('receipt-not-on-board', receipt)
    this.examineKept()
    const counted = { heads: this.roll.size, ballots: this.board.size, questions, ...(election && { election }) }
    return { decision: this.decision, faults: this.faults.list(), ...counted }
  }

  /** Each tree is what its checkpoint vouches for. */
  private examineTrees(): void {
    const roll = this.agreed('ROLL', this.roll, 'roll-changed')
    if (roll && roll.extension?.[0] !== `decision ${this.decisionHash}`) this.faults.add('decision-changed', `its hash is ${this.decisionHash}`)
    const board = this.agreed('BOARD', this.board, 'board-changed')
    if (board && this.decision.ruleSet.secret && board.extension?.[0] !== `attendance ${vouchedText(this.attendance)}`) {
      this.faults.add('attendance-differs', `attendance is ${vouchedText(this.attendance)}`)
    }
    const result = this.agreed('RESULT', this.openedRoot, 'opened-differs')
    const hashed = this.told && hash('sha256', this.told.text)
    if (result && result.extension?.[0] !== `result ${hashed}`) this.faults.add('result-altered', 'it is not what was signed')
  }

  private agreed(of: CheckpointLine['of'], tree: MerkleRoot, fault: 'roll-changed' | 'board-changed' | 'opened-differs'): Checkpoint | undefined {
    const checkpoint = this.vouched.get(of)
    if (!checkpoint) {
      this.faults.add('wrong-signature', `there is no checkpoint of ${of}`)
      return undefined
    }
    const { origin, size, root } = checkpoint
    const same = origin === this.originOf(of) && size === tree.size && tree.root.equals(root)
    if (!same) this.faults.add(fault, `${origin}, ${size} leaves, is vouched for; here are ${tree.size}`)
    return checkpoint
  }

  private originOf = (of: CheckpointLine['of']): string => `${this.decision.origin}/${of.toLowerCase()}`

  /** As many ballots as heads that voted, each opened once; with the key, what was opened is what was sealed. */
  private examineSecret(): void {
    const { size } = this.board
    if (this.attended.size !== size) this.faults.add('attendance-differs', `${size} ballots of ${this.attended.size} heads`)
    if (this.opened.length !== size) this.faults.add('opened-differs', `${this.opened.length} opened of ${size}`)
    if (!this.keys) return
    for (const choices of this.opened) {
      const text = canonical(choices)
      this.unsealed.set(text, (this.unsealed.get(text) ?? 0) - 1)
    }
    for (const [text, left] of this.unsealed) if (left !== 0) this.faults.add('opened-differs', `${text}: ${Math.abs(left)} ${left > 0 ? 'fewer' : 'more'} than sealed`)
  }

  private examineResult(questions: readonly QuestionResult[], election: object | undefined): void {
    if (!this.told) return this.faults.add('result-altered', 'there is no result')
    for (const [n, question] of questions.entries()) {
      const counted = canonicalOf(published(question))
      if (canonicalOf((this.told.questions as unknown[])[n]) !== counted) this.faults.add('result-altered', `${question.id}: counted ${counted}`)
    }
    if ((this.told.questions as unknown[]).length !== questions.length) this.faults.add('result-altered', 'it answers other questions')
    if (canonicalOf(this.told.election) !== canonicalOf(election)) this.faults.add('result-altered', `elected: counted ${canonicalOf(election)}`)
  }

  /** What somebody kept from before must be what is vouched for now. */
  private examineKept(): void {
    for (const note of this.evidence.checkpoints ?? []) {
      const kept = openCheckpoint(note, this.evidence.key)
      if (!kept) this.faults.add('wrong-signature', 'a checkpoint that was kept')
      else if (![...this.vouched.values()].some((now) => canonicalOf(now) === canonicalOf(kept))) this.faults.add('checkpoint-contradicted', kept.origin)
    }
  }
}

const canonicalOf = (value: unknown): string => (value === undefined ? 'nothing' : canonical(JSON.parse(JSON.stringify(value))))
export const vouchedText = (tree: MerkleRoot): string => `${tree.size} ${tree.root.toString('base64')}`

function parsed<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
