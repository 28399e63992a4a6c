import { hash } from 'node:crypto'
import { type Choice, count, elect, type RuleSet, type RuleSetText, ruleSetSchema } from '@yiwang/counting'
import { signCheckpoint } from '../checkpoint.ts'
import { canonical } from '../ledger.ts'
import { leafHash, MerkleTree } from '../merkle-tree.ts'
import { signerOf, verifierKey } from '../signed-note.ts'
import type { Choices, Way } from './ballot-box.ts'
import { type DecisionLine, FIRST_FORMAT, FORMAT, headPseudonym, published, sealedLength } from './lines.ts'
import type { OwnLine } from './own-lines.ts'
import { signReceipt } from './receipt.ts'
import { makeSealingKeys, type SealingKeys, seal } from './sealing.ts'

export const signer = signerOf('district.example/voting', Buffer.alloc(32, 7))
export const key = verifierKey(signer)

const id = '018f0000-0000-7000-8000-000000000001'
const share = { atLeast: '2/3' }
const half = { moreThan: '1/2' }
const seconds = { amount: 20, unit: 'WALL_SECONDS' as const }
const named: RuleSetText = {
  ...{
    code: 'trial',
    version: 1,
    names: { zh: '试用', en: 'Trial' },
    advisory: true,
    form: 'VOTE',
    scopes: ['COMPOUND'],
    voters: 'OWNERS',
  },
  ...{ weights: ['AREA', 'HEADS'], quorum: { area: share, heads: share }, majority: { of: 'PARTICIPATING', area: half, heads: half } },
  ...{ stages: { notice: seconds, voting: seconds, objections: seconds }, mayCall: ['OWNERS'] },
}
const oneWay = { electronic: true, paper: false, first: 'ELECTRONIC' as const, replaceable: false, mandates: 0 }
const secret: RuleSetText = {
  ...named,
  ballots: oneWay,
  weights: ['HEADS'],
  quorum: { heads: share },
  majority: { of: 'PARTICIPATING', heads: half },
  secret: true,
}

export interface Vote {
  readonly area: number
  /** One to all questions, or to each its own. Absent: no ballot is returned. */
  readonly choice?: Choice | Choices
  readonly way?: Way
}
/** A ballot on the board; what it says is counted, what was sealed is published. */
export interface Cast {
  readonly head: string
  readonly way: Way
  readonly choices: Choices
  readonly sealed: string
}

/** What a voting service holds of a decision that is closed; a test changes it before it is written. */
export interface Closed {
  readonly format: DecisionLine['format']
  readonly ruleSet: RuleSet
  readonly questions: DecisionLine['questions']
  readonly keys: SealingKeys
  readonly roll: readonly { readonly head: string; readonly area: number }[]
  readonly ballots: readonly Cast[]
  /** Where it is not what is counted. */
  readonly told?: object
  /** Where it is not when it was to close. */
  readonly closedAt?: string
  /** Where it is not who has a ballot. */
  readonly attended?: readonly string[]
}

export function closed(
  votes: readonly Vote[],
  { isSecret = false, changes = {} as Partial<RuleSetText>, questions = [firePump], format = FORMAT as Closed['format'] } = {},
): Closed {
  const ruleSet = ruleSetSchema.parse({ ...(isSecret ? secret : named), ...changes })
  const weighed = (area: number) => (ruleSet.weights.includes('AREA') ? area : 0)
  const roll = votes.map(({ area }, n) => ({ head: headPseudonym(salt(n), [room(n)]), area: weighed(area) }))
  const empty: Closed = { format, ruleSet, questions, keys: makeSealingKeys(), roll, ballots: [] }
  const ballots = votes.flatMap(({ choice, way = 'ELECTRONIC' as const }, n) =>
    choice ? [ballot(empty, roll[n]!.head, choice, { way })] : [],
  )
  return { ...empty, ballots }
}
const salt = (n: number) => Buffer.from(`salt ${n}`.padEnd(16))
const room = (n: number) => ({ building: '1', unit: '1', room: String(101 + n) })

export function ballot(
  { keys, ruleSet, questions }: Closed,
  head: string,
  choice: Choice | Choices,
  { way = 'ELECTRONIC' as Way, serial = 1 } = {},
): Cast {
  const choices = typeof choice === 'string' ? Object.fromEntries(questions.map(({ id }) => [id, choice])) : choice
  const content = ruleSet.secret ? { choices } : { head, serial, choices }
  return { head, way, choices, sealed: seal(canonical(content), sealedLength({ questions, ruleSet }), keys.publicKey).toString('base64') }
}
const firePump = { id: 'q', text: 'Shall the fire pump be renewed?' }

/** The lines of its export, as docs/formats/decision.md has them. `signed` is what an administrator without the key has signatures of. */
export function exportOf(decision: Closed, signed: Closed = decision): string[] {
  const { first, roll, board, attendance, opened, result } = linesOf(decision)
  const notes = notesOf(signed)
  const checkpoint = (of: keyof typeof notes) => canonical({ line: 'checkpoint', of, note: notes[of] })
  const privateKey = canonical({ line: 'key', privateKey: decision.keys.privateKey.toString('base64') })
  const published = decision.ruleSet.secret ? [] : [privateKey]
  return [first].concat(roll, checkpoint('ROLL'), published, board, attendance, checkpoint('BOARD'), opened, result, checkpoint('RESULT'))
}

export function linesOf(decision: Closed) {
  const { format, ruleSet, questions, keys, roll, ballots, attended = [...new Set(ballots.map(({ head }) => head))] } = decision
  const isSecret = ruleSet.secret
  const first = {
    ...{ line: 'decision', format, origin, id, compound: 'lakeside', scope: {}, title: 'Fire pump', questions, ruleSet },
    ...{ opensAt: '2026-11-01T01:00:00Z', closesAt: '2026-11-16T09:00:00Z' },
    sealing: { publicKey: keys.publicKey.toString('base64'), length: sealedLength({ questions, ruleSet }) },
  }
  const opened = of(
    'opened',
    format === FIRST_FORMAT ? ballots.map(({ choices }) => ({ choices })) : ballots.flatMap(({ choices }) => answersOf(choices)),
  )
  return {
    first: canonical(first),
    roll: of(
      'roll',
      roll.toSorted((a, b) => (a.head < b.head ? -1 : 1)),
    ),
    board: boardOf(decision),
    attendance: isSecret
      ? of(
          'attendance',
          attended.toSorted().map((head) => ({ head })),
        )
      : [],
    opened: isSecret ? opened.toSorted() : [],
    result: canonical({ line: 'result', ...resultOf(decision) }),
  }
}
const answersOf = (choices: Choices) => Object.entries(choices).map(([question, choice]) => ({ choices: { [question]: choice } }))
const of = (line: string, contents: readonly object[]) => contents.map((content) => canonical({ line, ...content }))
function boardOf({ ruleSet, ballots }: Closed): string[] {
  const board = of(
    'ballot',
    ballots.map(({ head, way, sealed }) => (ruleSet.secret ? { sealed } : { head, way, sealed })),
  )
  return ruleSet.secret ? board.toSorted() : board
}
const origin = `district.example/voting/decision/${id}`

function resultOf(decision: Closed) {
  if (decision.told) return { questions: [decision.told] }
  const results = countOf(decision)
  const election = decision.ruleSet.election && elect(decision.ruleSet, results, treeOf(boardOf(decision)).root.toString('hex'))
  return { questions: results.map(published), ...(election && { election }) }
}

/** Of a head the last ballot of the way that goes first, of heads on the roll. */
function countOf({ ruleSet, questions, roll, ballots }: Closed) {
  const ballotsOf = Map.groupBy(ballots, ({ head }) => head)
  const counted = ruleSet.secret
    ? ballots
    : roll.flatMap(({ head }) => {
        const own = ballotsOf.get(head) ?? []
        return own.findLast(({ way }) => way === ruleSet.ballots.first) ?? own.at(-1) ?? []
      })
  return count(
    ruleSet,
    roll,
    counted,
    questions.map((question) => question.id),
  )
}

export function notesOf(decision: Closed) {
  const { first, roll, board, attendance, opened, result } = linesOf(decision)
  const sign = (of: string, lines: readonly string[], extension: string[]) => {
    const { size, root } = treeOf(lines)
    return signCheckpoint({ origin: `${origin}/${of.toLowerCase()}`, size, root, extension }, signer)
  }
  const attended = treeOf(attendance)
  const secretly = decision.ruleSet.secret ? [`attendance ${attended.size} ${attended.root.toString('base64')}`] : []
  return {
    ROLL: sign('ROLL', roll, [`decision ${hash('sha256', first)}`]),
    BOARD: sign('BOARD', board, [`closed ${decision.closedAt ?? '2026-11-16T09:00:00Z'}`, ...secretly]),
    RESULT: sign('RESULT', opened, [`result ${hash('sha256', result)}`]),
  }
}

/** Of the ballots in their order: of a secret decision in that of the board. */
export const receiptsOf = (decision: Closed): string[] => linesOf(decision).board.map((line) => signReceipt(origin, leafHash(line), signer))

/** What the owners of the nth vote are told of their line once the roll is frozen. */
export function ownLineOf(decision: Closed, n: number): OwnLine {
  const { head, area } = decision.roll[n]!
  const leaves = linesOf(decision).roll.map((line) => leafHash(line))
  const index = leaves.findIndex((leaf) => leaf.equals(leafHash(canonical({ line: 'roll', head, area }))))
  const proof = MerkleTree.of(leaves).inclusionProof(index)
  const inclusion = { index, size: leaves.length, proof: proof.map((node) => node.toString('base64')), checkpoint: notesOf(decision).ROLL }
  return { head, area, salt: salt(n).toString('hex'), rooms: [room(n)], inclusion }
}

const treeOf = (lines: readonly string[]) => MerkleTree.of(lines.map((line) => leafHash(line)))
