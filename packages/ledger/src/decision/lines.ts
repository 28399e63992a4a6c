import { hash } from 'node:crypto'
import { type Choice, CHOICES, type QuestionResult, type RuleSet, ruleSetSchema } from '@yiwang/counting'
import { z } from 'zod'
import { canonical } from '../ledger.ts'

/** Of the format of docs/formats/decision.md. A line is canonical JSON (RFC 8785); what is hashed of it is its text. */
export const FORMAT = 'yiwang-decision/1'

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
const hex = z.string().regex(/^[0-9a-f]{64}$/)

/** What is decided, by which rules. */
export const decisionLine = z.strictObject({
  line: z.literal('decision'),
  format: z.literal(FORMAT),
  /** Says of which decision each checkpoint is: `<who signs>/decision/<id>`. */
  origin: z.string().regex(/^\S+\/decision\/\S+$/),
  id: z.uuid(),
  compound: z.string(),
  scope: z.strictObject({ buildings: z.array(z.string()).optional(), units: z.array(z.string()).optional() }),
  title: z.string(),
  /** Of an election: the candidates. */
  questions: z.array(z.strictObject({ id: z.string().min(1), text: z.string() })).min(1),
  ruleSet: ruleSetSchema,
  opensAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  /** To which choices are sealed, and how many bytes each of them has when it is filled up. */
  sealing: z.strictObject({ publicKey: base64, length: z.int().min(1) }),
})
export type DecisionLine = z.output<typeof decisionLine>

/** A head of the frozen roll; area in 0.01 m², 0 where areas do not count. `head` is a pseudonym: `headPseudonym`. */
export interface RollLine {
  readonly line: 'roll'
  readonly head: string
  readonly area: number
}

/** A checkpoint of the lines before it: a signed note. */
export interface CheckpointLine {
  readonly line: 'checkpoint'
  readonly of: 'ROLL' | 'BOARD' | 'RESULT'
  readonly note: string
}

/** The private key of a named decision, published at the close, base64. */
export interface KeyLine {
  readonly line: 'key'
  readonly privateKey: string
}

/** In a named decision whose, and how it came. */
export interface BallotLine {
  readonly line: 'ballot'
  readonly head?: string
  readonly way?: 'ELECTRONIC' | 'PAPER'
  /** A sealed box, base64. */
  readonly sealed: string
}

/** In a secret decision: that a head has voted. */
export interface AttendanceLine {
  readonly line: 'attendance'
  readonly head: string
}

/** In a secret decision: what one of the ballots says, without which. */
export interface OpenedLine {
  readonly line: 'opened'
  readonly choices: Readonly<Record<string, Choice>>
}

export const resultLine = z.looseObject({ line: z.literal('result'), questions: z.array(z.unknown()), election: z.unknown().optional() })
/** The comparisons of a result follow from the rest of it. */
export type PublishedResult = Omit<QuestionResult, 'comparisons'>
export interface ResultLine {
  readonly line: 'result'
  readonly questions: readonly PublishedResult[]
  readonly election?: object
}
export const published = ({ comparisons: _, ...result }: QuestionResult): PublishedResult => result

const choice = z.enum(CHOICES)
const line = z.string()
/** All lines but the first and the result, which are read on their own. */
export const laterLine = z.discriminatedUnion('line', [
  z.strictObject({ line: z.literal('roll'), head: hex, area: z.int().min(0) }),
  z.strictObject({ line: z.literal('checkpoint'), of: z.enum(['ROLL', 'BOARD', 'RESULT']), note: line }),
  z.strictObject({ line: z.literal('key'), privateKey: base64 }),
  z.strictObject({ line: z.literal('ballot'), head: hex.optional(), way: z.enum(['ELECTRONIC', 'PAPER']).optional(), sealed: base64 }),
  z.strictObject({ line: z.literal('attendance'), head: hex }),
  z.strictObject({ line: z.literal('opened'), choices: z.record(line, choice) }),
  resultLine,
])

/** What is sealed of a ballot. In a named decision whose it is stands inside too, so that sealed choices cannot be exchanged. */
export interface SealedChoices {
  readonly head?: string
  readonly choices: Readonly<Record<string, Choice>>
}
export const sealedChoices = z.strictObject({ head: hex.optional(), choices: z.record(line, choice) })

/** Hex SHA-256 of a random salt and the rooms: only who knows the salt of a head can tell whose pseudonym it is. */
export function headPseudonym(salt: Uint8Array, rooms: readonly { building: string; unit: string; room: string }[]): string {
  const names = rooms.map(({ building, unit, room }) => ({ building, unit, room }))
  return hash('sha256', Buffer.concat([salt, Buffer.from(canonical(names))]))
}

/** As long as the longest ballot that there can be. */
export function sealedLength({ questions, ruleSet }: { questions: readonly { id: string }[]; ruleSet: Pick<RuleSet, 'secret'> }): number {
  const longest = Object.fromEntries(questions.map(({ id }) => [id, 'AGAINST' as const]))
  const head = ruleSet.secret ? {} : { head: '0'.repeat(64) }
  return Buffer.byteLength(canonical({ ...head, choices: longest }))
}
