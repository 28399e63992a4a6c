import { hash } from 'node:crypto'
import { type Choice, count, type RuleSet, type RuleSetText, ruleSetSchema } from '@yiwang/counting'
import { signCheckpoint } from '../checkpoint.ts'
import { canonical } from '../ledger.ts'
import { leafHash, MerkleTree } from '../merkle-tree.ts'
import { signerOf, verifierKey } from '../signed-note.ts'
import { type BallotLine, FORMAT, headPseudonym, published, sealedLength } from './lines.ts'
import { makeSealingKeys, seal, type SealingKeys } from './sealing.ts'

export const signer = signerOf('district.example/voting', Buffer.alloc(32, 7))
export const key = verifierKey(signer)

const share = { atLeast: '2/3' }
const seconds = { amount: 20, unit: 'WALL_SECONDS' as const }
const named: RuleSetText = {
  ...{ code: 'trial', version: 1, names: { zh: '试用', en: 'Trial' }, advisory: true, form: 'VOTE', scopes: ['COMPOUND'], voters: 'OWNERS' },
  ...{ weights: ['AREA', 'HEADS'], quorum: { area: share, heads: share } },
  majority: { of: 'PARTICIPATING', area: { moreThan: '1/2' }, heads: { moreThan: '1/2' } },
  ...{ stages: { notice: seconds, voting: seconds, objections: seconds }, mayCall: ['OWNERS'] },
}
const secret: RuleSetText = {
  ...{ ...named, weights: ['HEADS'], quorum: { heads: share }, majority: { of: 'PARTICIPATING', heads: { moreThan: '1/2' } }, secret: true },
}

export interface Vote {
  readonly area: number
  /** Absent: no ballot is returned. */
  readonly choice?: Choice
  readonly way?: 'ELECTRONIC' | 'PAPER'
}

/** What a voting service holds of a decision that is closed; a test changes it before it is written. */
export interface Closed {
  ruleSet: RuleSet
  keys: SealingKeys
  decision: Record<string, unknown>
  roll: { line: 'roll'; head: string; area: number }[]
  ballots: BallotLine[]
  attendance: { line: 'attendance'; head: string }[]
  opened: { line: 'opened'; choices: Record<string, Choice> }[]
  result: object
}

export function closed(votes: readonly Vote[], { isSecret = false, changes = {} as Partial<RuleSetText> } = {}): Closed {
  const ruleSet = ruleSetSchema.parse({ ...(isSecret ? secret : named), ...changes })
  const keys = makeSealingKeys()
  const questions = [{ id: 'q', text: 'Shall the fire pump be renewed?' }]
  const length = sealedLength({ questions, ruleSet })
  const weighed = (area: number) => (ruleSet.weights.includes('AREA') ? area : 0)
  const roll = votes.map(({ area }, n) => ({ line: 'roll' as const, head: headPseudonym(Buffer.from(`salt ${n}`), [room(n)]), area: weighed(area) }))
  const voted = votes.flatMap(({ choice, way = 'ELECTRONIC' }, n) => (choice ? [{ head: roll[n]!.head, choices: { q: choice }, way }] : []))
  const sealed = (content: object) => seal(canonical(content), length, keys.publicKey).toString('base64')
  return {
    ...{ ruleSet, keys, roll },
    decision: {
      ...{ line: 'decision', format: FORMAT, id: '018f0000-0000-7000-8000-000000000001', compound: 'lakeside', scope: {}, title: 'Fire pump', questions },
      ...{ origin: 'district.example/voting/decision/018f0000-0000-7000-8000-000000000001', ruleSet },
      ...{ opensAt: '2026-11-01T01:00:00Z', closesAt: '2026-11-16T09:00:00Z', sealing: { publicKey: keys.publicKey.toString('base64'), length } },
    },
    ballots: voted.map(({ head, choices, way }) => ({ line: 'ballot', ...(isSecret ? {} : { head, way }), sealed: sealed(isSecret ? { choices } : { head, choices }) })),
    attendance: isSecret ? voted.map(({ head }) => ({ line: 'attendance', head })) : [],
    opened: isSecret ? voted.map(({ choices }) => ({ line: 'opened' as const, choices })).toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : [],
    result: { line: 'result', questions: count(ruleSet, roll, voted, ['q']).map(published) },
  }
}

const room = (n: number) => ({ building: '1', unit: '1', room: String(101 + n) })

export interface Signing {
  /** What is signed instead of what is written: an administrator without the key keeps the notes as they were. */
  readonly notesOf?: Closed
}

/** The lines of its export, as docs/formats/decision.md has them. */
export function exportOf(decision: Closed, { notesOf = decision }: Signing = {}): string[] {
  const { roll, ballots, attendance, opened, result, keys, ruleSet } = decision
  const signed = notes(notesOf)
  const checkpoint = (of: keyof typeof signed) => ({ line: 'checkpoint', of, note: signed[of] })
  const lines = [
    ...[decision.decision, ...roll, checkpoint('ROLL'), ...(ruleSet.secret ? [] : [{ line: 'key', privateKey: keys.privateKey.toString('base64') }])],
    ...[...ballots, ...attendance, checkpoint('BOARD'), ...opened, result, checkpoint('RESULT')],
  ]
  return lines.map((line) => canonical(line))
}

function notes({ decision, roll, ballots, attendance, opened, result, ruleSet }: Closed) {
  const sign = (of: string, lines: readonly object[], extension: string[]) => {
    const { size, root } = treeOf(lines)
    return signCheckpoint({ origin: `${decision['origin']}/${of.toLowerCase()}`, size, root, extension }, signer)
  }
  const attended = treeOf(attendance)
  return {
    ROLL: sign('ROLL', roll, [`decision ${sha256(decision)}`]),
    BOARD: sign('BOARD', ballots, ruleSet.secret ? [`attendance ${attended.size} ${attended.root.toString('base64')}`] : []),
    RESULT: sign('RESULT', opened, [`result ${sha256(result)}`]),
  }
}

export const noteOf = (decision: Closed, of: 'ROLL' | 'BOARD' | 'RESULT'): string => notes(decision)[of]
export const leafOf = (line: object): string => leafHash(canonical(line)).toString('hex')
const treeOf = (lines: readonly object[]) => MerkleTree.of(lines.map((line) => leafHash(canonical(line))))
const sha256 = (line: object): string => hash('sha256', canonical(line))
