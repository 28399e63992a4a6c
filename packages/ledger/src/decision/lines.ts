import { hash } from 'node:crypto'
import { CHOICES, type QuestionResult, type RuleSet, ruleSetSchema } from '@yiwang/counting'
import { z } from 'zod'
import { canonical } from '../ledger.ts'

/** Of the format of docs/formats/decision.md. A line is canonical JSON (RFC 8785); what is hashed of it is its text. */
export const FORMAT = 'yiwang-decision/2' as const
/** In it an `opened` line may say what a ballot says to all questions. */
export const FIRST_FORMAT = 'yiwang-decision/1' as const
/** Ballots of a head are numbered from 1 to this. */
const MOST_SERIALS = 9_999

/** In the one spelling that RFC 4648 gives: another one would be another leaf of the same box. */
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'is no base64')
const hex = z.string().regex(/^[0-9a-f]{64}$/)
const area = z.int().min(0).max(2_147_483_647)
const choices = z.record(z.string(), z.enum(CHOICES))

export const decisionLine = z
  .strictObject({
    line: z.literal('decision'),
    format: z.enum([FORMAT, FIRST_FORMAT]),
    /** Begins the origin of each checkpoint: `<who signs>/decision/<id>`. */
    origin: z.string().regex(/^\S+$/),
    id: z.uuid(),
    compound: z.string(),
    /** Nothing: the whole compound. */
    scope: z.strictObject({
      buildings: z.array(z.string()).min(1).optional(),
      staircases: z
        .array(z.strictObject({ building: z.string(), unit: z.string() }))
        .min(1)
        .optional(),
    }),
    title: z.string(),
    /** Of an election: the candidates. */
    questions: z.array(z.strictObject({ id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/), text: z.string() })).min(1),
    ruleSet: ruleSetSchema,
    opensAt: z.iso.datetime(),
    closesAt: z.iso.datetime(),
    /** To which choices are sealed, and how many bytes each of them has when it is filled up. */
    sealing: z.strictObject({ publicKey: base64, length: z.int().min(1) }),
  })
  .refine(({ questions }) => new Set(questions.map(({ id }) => id)).size === questions.length, 'two questions have the same id')
  .refine(({ origin, id }) => origin.endsWith(`/decision/${id}`), 'the origin is not of this decision')
  .refine(({ scope, ruleSet }) => ruleSet.scopes.includes(kindOfScope(scope)), 'its rule set does not decide for such a scope')
  .refine(({ opensAt, closesAt }) => Date.parse(opensAt) < Date.parse(closesAt), 'it closes before it opens')
  .refine(({ sealing }) => Buffer.from(sealing.publicKey, 'base64').length === 32, 'its public key has not 32 bytes')
  .refine((decision) => decision.sealing.length === sealedLength(decision), 'ballots are not all as long as the longest')
export type DecisionLine = z.output<typeof decisionLine>

const kindOfScope = ({ buildings, staircases }: { buildings?: unknown; staircases?: unknown }) =>
  staircases ? 'STAIRCASE' : buildings ? 'BUILDING' : 'COMPOUND'

/** A head of the frozen roll; area in 0.01 m², 0 where areas do not count. `head` is a pseudonym: `headPseudonym`. */
export const rollLine = z.strictObject({ line: z.literal('roll'), head: hex, area })
/** A signed note that vouches for lines. */
const checkpointLine = z.strictObject({ line: z.literal('checkpoint'), of: z.enum(['ROLL', 'BOARD', 'RESULT']), note: z.string() })
/** The private key of a named decision, published at the close. */
const keyLine = z.strictObject({ line: z.literal('key'), privateKey: base64 })
/** In a named decision whose, and how it came. */
const ballotLine = z.strictObject({
  line: z.literal('ballot'),
  head: hex.optional(),
  way: z.enum(['ELECTRONIC', 'PAPER']).optional(),
  sealed: base64,
})
/** In a secret decision: that a head has voted. */
const attendanceLine = z.strictObject({ line: z.literal('attendance'), head: hex })
/** In a secret decision: what one of the ballots says to one of the questions, without which. A line of all answers would be a mark that voters could show. */
const openedLine = z.strictObject({ line: z.literal('opened'), choices })
const resultLine = z.strictObject({ line: z.literal('result'), questions: z.array(z.unknown()), election: z.unknown().optional() })

/** All lines but the first. */
export const laterLine = z.discriminatedUnion('line', [
  rollLine,
  checkpointLine,
  keyLine,
  ballotLine,
  attendanceLine,
  openedLine,
  resultLine,
])
export type LaterLine = z.output<typeof laterLine>
export type CheckpointLine = z.output<typeof checkpointLine>
export type BallotLine = z.output<typeof ballotLine>

/** Kinds of line in their order; a checkpoint by what it is of. */
export const ORDER = ['roll', 'ROLL', 'key', 'ballot', 'attendance', 'BOARD', 'opened', 'result', 'RESULT'] as const
export type Kind = (typeof ORDER)[number]
/** Of these there is one. */
export const ONCE: ReadonlySet<Kind> = new Set<Kind>(['ROLL', 'key', 'BOARD', 'result', 'RESULT'])
export const kindOf = (line: LaterLine): Kind => (line.line === 'checkpoint' ? line.of : line.line)

/** The comparisons of a result follow from the rest of it. */
export type PublishedResult = Omit<QuestionResult, 'comparisons'>
export const published = ({ comparisons: _, ...result }: QuestionResult): PublishedResult => result

/**
 * What is sealed of a ballot: a choice to each question. In a named decision whose it is and its number among the ballots of that head stand inside
 * too, so that sealed choices can be neither exchanged nor put into another order.
 */
export const sealedChoices = z.strictObject({ head: hex.optional(), serial: z.int().min(1).max(MOST_SERIALS).optional(), choices })
export type SealedChoices = z.output<typeof sealedChoices>

/** Hex SHA-256 of a random salt and the rooms: only who knows the salt of a head can tell whose pseudonym it is. */
export function headPseudonym(salt: Uint8Array, rooms: readonly { building: string; unit: string; room: string }[]): string {
  const names = rooms.map(({ building, unit, room }) => ({ building, unit, room }))
  return hash('sha256', Buffer.concat([salt, Buffer.from(canonical(names))]))
}

/** In bytes, of the longest ballot that there can be. */
export function sealedLength({ questions, ruleSet }: { questions: readonly { id: string }[]; ruleSet: Pick<RuleSet, 'secret'> }): number {
  const longest = Object.fromEntries(questions.map(({ id }) => [id, 'AGAINST' as const]))
  const whose = ruleSet.secret ? {} : { head: '0'.repeat(64), serial: MOST_SERIALS }
  return Buffer.byteLength(canonical({ ...whose, choices: longest }))
}
