import { hash } from 'node:crypto'
import { contradictionsOf, type ElectionResult, elect, type QuestionResult } from '@yiwang/counting'
import { type Checkpoint, openCheckpoint } from '../checkpoint.ts'
import { canonical } from '../ledger.ts'
import { leafHash, MerkleRoot } from '../merkle-tree.ts'
import { BallotBox, type Fate } from './ballot-box.ts'
import { type Fault, Faults } from './faults.ts'
import type { BallotLine, CheckpointLine, DecisionLine, LaterLine, SealedChoices } from './lines.ts'
import { decisionLine, kindOf, laterLine, ONCE, ORDER, published, sealedChoices } from './lines.ts'
import { openReceipt } from './receipt.ts'
import { publicKeyOf, type SealingKeys, sealedSize, unseal } from './sealing.ts'
import { SecretBox } from './secret-box.ts'

export interface Evidence {
  /** The signer's verifier key (C2SP signed-note). @see verifierKey */
  readonly key: string
  /** Signed notes that voters got. */
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
  /** As counted here; absent too where the rule set decides nothing. */
  readonly questions?: readonly QuestionResult[]
  readonly election?: ElectionResult
  /** What became of the ballot of each receipt, by its leaf's hash. In a secret decision every ballot counts. */
  readonly receipts?: ReadonlyMap<string, Fate>
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
  private readonly roll = new MerkleRoot()
  private readonly board = new MerkleRoot()
  private readonly attendance = new MerkleRoot()
  private readonly opened = new MerkleRoot()
  private readonly questions: readonly string[]
  private readonly box: BallotBox
  private readonly secretBox: SecretBox
  /** Ballots that receipts name: whose they are, once they are read. */
  private readonly receipts = new Map<string, (() => Fate) | undefined>()
  private readonly vouched = new Map<CheckpointLine['of'], Checkpoint>()
  private readonly refused: boolean
  private keys: SealingKeys | undefined
  private told: Extract<LaterLine, { line: 'result' }> | undefined
  private toldHash = ''
  private reached = 0

  constructor(
    private readonly decision: DecisionLine,
    private readonly decisionHash: string,
    private readonly evidence: Evidence,
    private readonly faults: Faults,
  ) {
    const { ruleSet, questions, origin } = decision
    this.questions = questions.map(({ id }) => id)
    this.box = new BallotBox(ruleSet, faults)
    this.secretBox = new SecretBox(ruleSet, this.questions, faults)
    const contradictions = contradictionsOf(ruleSet)
    for (const { field, reason } of contradictions) faults.add('rule-set-refused', `${field}: ${reason}`)
    if (ruleSet.form === 'NOTICE') faults.add('rule-set-refused', 'form: a notice has opinions and no vote')
    this.refused = contradictions.length > 0 || ruleSet.form === 'NOTICE'
    for (const note of evidence.receipts ?? []) {
      const leaf = openReceipt(note, origin, evidence.key)
      if (leaf) this.receipts.set(leaf, undefined)
      else faults.add('wrong-signature', 'a receipt')
    }
    if (evidence.privateKey) this.take(evidence.privateKey)
  }

  read(text: string, number: number) {
    const line = parsed(laterLine, text)
    if (!line) return this.faults.add('not-readable', `line ${number}`)
    if (!this.mayStandHere(line)) return this.faults.add('out-of-order', `line ${number}: ${kindOf(line)}`)
    this.takeIn(line, text)
  }

  /** Kinds come in their order, those that are there once not again, and those of secret decisions in none but these. */
  private mayStandHere(line: LaterLine): boolean {
    const kind = kindOf(line)
    const place = ORDER.indexOf(kind)
    const again = place === this.reached - 1
    if (place < this.reached - 1 || (again && ONCE.has(kind))) return false
    this.reached = place + 1
    const { secret } = this.decision.ruleSet
    if (line.line === 'ballot') return secret === (line.head === undefined) && secret === (line.way === undefined)
    return secret ? kind !== 'key' : kind !== 'attendance' && kind !== 'opened'
  }

  private takeIn(line: LaterLine, text: string) {
    switch (line.line) {
      case 'roll':
        this.roll.add(leafHash(text))
        return this.box.enrol(line.head, line.area)
      case 'checkpoint':
        return this.vouch(line)
      case 'key':
        return this.take(Buffer.from(line.privateKey, 'base64'))
      case 'ballot':
        return this.readBallot(line, text)
      case 'attendance':
        this.attendance.add(leafHash(text))
        if (!this.box.has(line.head)) this.faults.add('ballot-of-nobody', line.head)
        return this.secretBox.attend(line.head)
      case 'opened':
        this.opened.add(leafHash(text))
        if (!this.answersAll(line.choices)) return this.faults.add('opened-differs', 'it does not answer each question')
        return this.refused ? undefined : this.secretBox.open(line.choices, this.box.roll)
      case 'result':
        this.told = line
        this.toldHash = hash('sha256', text)
    }
  }

  private vouch({ of, note }: CheckpointLine) {
    const checkpoint = openCheckpoint(note, this.evidence.key)
    if (!checkpoint) return this.faults.add('wrong-signature', of)
    this.vouched.set(of, checkpoint)
  }

  private take(privateKey: Buffer) {
    const { publicKey } = this.decision.sealing
    if (privateKey.length !== 32 || publicKeyOf(privateKey).toString('base64') !== publicKey)
      return this.faults.add('key-of-another', publicKey)
    this.keys = { publicKey: Buffer.from(publicKey, 'base64'), privateKey }
  }

  private readBallot({ head, way, sealed }: BallotLine, text: string) {
    const leaf = leafHash(text)
    this.board.add(leaf)
    const named = this.decision.ruleSet.secret ? undefined : { head: head!, way: way! }
    const choices = this.choicesIn(sealed)
    if (!named) {
      this.noteFate(leaf, () => 'COUNTED')
      this.secretBox.ballot(text)
      if (!this.keys) return
      if (!choices || choices.head !== undefined || choices.serial !== undefined)
        return this.faults.add('ballot-unopened', `leaf ${this.board.size - 1}`)
      return this.secretBox.unsealed(choices.choices)
    }
    if (!this.box.has(named.head)) return this.faults.add('ballot-of-nobody', named.head)
    if (choices?.head !== head || choices?.serial === undefined) return this.faults.add('ballot-unopened', named.head)
    const { serial } = choices
    this.noteFate(leaf, () => this.box.fateOf(named.head, named.way, serial))
    this.box.cast({ ...named, serial, choices: choices.choices })
  }

  private noteFate(leaf: Buffer, fate: () => Fate) {
    if (this.receipts.size === 0) return
    const hex = leaf.toString('hex')
    if (this.receipts.has(hex)) this.receipts.set(hex, fate)
  }

  private choicesIn(sealed: string): SealedChoices | undefined {
    const bytes = Buffer.from(sealed, 'base64')
    const text = this.keys && bytes.length === sealedSize(this.decision.sealing.length) ? unseal(bytes, this.keys) : undefined
    const choices = text === undefined ? undefined : parsed(sealedChoices, text)
    return choices && this.answersAll(choices.choices) ? choices : undefined
  }

  private answersAll(choices: Readonly<Record<string, unknown>>): boolean {
    return Object.keys(choices).length === this.questions.length && this.questions.every((id) => Object.hasOwn(choices, id))
  }

  verdict(): Verdict {
    const { ruleSet } = this.decision
    this.examineTrees()
    if (ruleSet.secret) this.secretBox.examine(this.keys !== undefined)
    else if (!this.keys) this.faults.add('key-of-another', 'no key is published')
    const questions = this.refused ? undefined : ruleSet.secret ? this.secretBox.count(this.box.roll) : this.box.count(this.questions)
    const election = questions && ruleSet.election && elect(ruleSet, questions, this.board.root.toString('hex'))
    this.examineResult(questions, election)
    const fates = this.fatesOfReceipts()
    this.examineKept()
    const counted = { ...(questions && { questions }), ...(election && { election }), ...(fates.size > 0 && { receipts: fates }) }
    return { decision: this.decision, faults: this.faults.list(), heads: this.roll.size, ballots: this.board.size, ...counted }
  }

  /** Each tree is what its checkpoint vouches for. */
  private examineTrees() {
    const { secret } = this.decision.ruleSet
    this.agreed('ROLL', this.roll, 'roll-changed', `decision ${this.decisionHash}`, 'decision-changed')
    this.agreed(
      'BOARD',
      this.board,
      'board-changed',
      secret ? `attendance ${vouchedText(this.attendance)}` : undefined,
      'attendance-differs',
    )
    this.agreed('RESULT', this.opened, 'opened-differs', `result ${this.toldHash}`, 'result-altered')
  }

  private agreed(
    of: CheckpointLine['of'],
    tree: MerkleRoot,
    otherTree: 'roll-changed' | 'board-changed' | 'opened-differs',
    extension: string | undefined,
    otherExtension: 'decision-changed' | 'attendance-differs' | 'result-altered',
  ) {
    const checkpoint = this.vouched.get(of)
    if (!checkpoint) return this.faults.add('wrong-signature', `there is no checkpoint of ${of}`)
    const { origin, size, root } = checkpoint
    if (origin !== `${this.decision.origin}/${of.toLowerCase()}`) return this.faults.add('wrong-signature', `${of} is of ${origin}`)
    if (size !== tree.size || !tree.root.equals(root)) this.faults.add(otherTree, `${size} leaves are vouched for; here are ${tree.size}`)
    if (checkpoint.extension?.join('\n') !== (extension ?? ''))
      this.faults.add(otherExtension, `${of} is not signed for ${extension ?? 'this'}`)
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

  private fatesOfReceipts(): Map<string, Fate> {
    const fates = new Map<string, Fate>()
    for (const [leaf, fate] of this.receipts) {
      if (fate) fates.set(leaf, fate())
      else this.faults.add('receipt-not-on-board', leaf)
    }
    return fates
  }

  /** What somebody kept from before must be what is vouched for now. */
  private examineKept() {
    for (const note of this.evidence.checkpoints ?? []) {
      const kept = openCheckpoint(note, this.evidence.key)
      const of = (['ROLL', 'BOARD', 'RESULT'] as const).find((each) => kept?.origin === `${this.decision.origin}/${each.toLowerCase()}`)
      if (!kept || !of) this.faults.add('wrong-signature', 'a checkpoint that was kept')
      else if (!isSame(this.vouched.get(of), kept)) this.faults.add('checkpoint-contradicted', kept.origin)
    }
  }
}

function isSame(now: Checkpoint | undefined, kept: Checkpoint): boolean {
  return (
    now !== undefined &&
    now.size === kept.size &&
    Buffer.from(now.root).equals(kept.root) &&
    now.extension?.join('\n') === kept.extension?.join('\n')
  )
}

const vouchedText = (tree: MerkleRoot): string => `${tree.size} ${tree.root.toString('base64')}`

/** Undefined for what is not of the schema, or not in canonical form: what two readers could read in two ways. */
function parsed<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return canonical(value) === text ? schema.safeParse(value).data : undefined
  } catch {
    return undefined
  }
}
