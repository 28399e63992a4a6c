import { pageOf, pageQuery, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import type { BoardDecision } from '../../board.service.ts'
import { ACCOUNT_KINDS } from '../../domain/accounts.ts'
import { STAGES } from '../../domain/decision.ts'
import type { AccountQuestion } from '../db/account-questions.repository.ts'
import type { AccountStatement } from '../db/accounts.repository.ts'
import type { Member } from '../db/committee.repository.ts'
import { MOST_FEN } from './after-count.schema.ts'
import { turnoutSchema } from './ballots.schema.ts'
import { publicView } from './decisions.schema.ts'

export const compoundCode = someWords(64)
const instant = z.iso.datetime()
const CHINA = '+08:00'

/** A day, which is its beginning in China, or an instant with its offset. */
const dayOrInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => new Date(text.includes('T') ? text : `${text}T00:00:00${CHINA}`))
const fen = z.int().min(-MOST_FEN).max(MOST_FEN)
const line = z.strictObject({ text: someWords(300), amount: fen })

export const newStatement = z
  .strictObject({
    kind: z.enum(ACCOUNT_KINDS),
    from: dayOrInstant.meta({ description: 'A day (its beginning in China) or an instant' }),
    to: dayOrInstant.meta({ description: 'The first day or instant after the period' }),
    opening: fen.meta({ description: 'In fen, as all amounts' }),
    closing: fen,
    lines: z.array(line).max(1_000).meta({ description: 'What came in, and with a minus what went out' }),
    file: z.uuid().optional().meta({ description: 'Attachment' }),
    correction: someWords(2_000).optional().meta({ description: 'Why it does not go on with the figures of the periods beside it' }),
  })
  .meta({ id: 'NewAccounts' })
export type NewStatement = z.output<typeof newStatement>

export const accountsQuery = pageQuery.extend({ kind: z.enum(ACCOUNT_KINDS).optional() })
export type AccountsQuery = z.output<typeof accountsQuery>

export const statementSchema = z
  .object({
    ...{ id: z.uuid(), compound: z.string(), kind: z.enum(ACCOUNT_KINDS), from: instant, to: instant, opening: z.int(), closing: z.int() },
    lines: z.array(z.object({ text: z.string(), amount: z.int() })),
    ...{ file: z.uuid().optional(), correction: z.string().optional(), at: instant },
  })
  .meta({ id: 'Accounts' })
export const statementsPage = pageOf(statementSchema).meta({ id: 'AccountsPage' })

export const statementView = ({ id, compound, kind, from, to, opening, closing, lines, file, correction, at }: AccountStatement) => ({
  ...{ id, compound, kind, from: from.toISOString(), to: to.toISOString(), opening, closing, at: at.toISOString() },
  lines: lines.map(({ text, amount }) => ({ text, amount })),
  ...(file !== null && { file }),
  ...(correction !== null && { correction }),
})

export const newText = z.strictObject({ text: someWords(2_000) }).meta({ id: 'QuestionOrAnswer' })
export type NewText = z.output<typeof newText>

export const questionSchema = z
  .object({
    ...{ id: z.uuid(), account: z.uuid(), at: instant, text: z.string() },
    place: z.string().meta({ description: 'Building and unit; the room is masked' }),
    answer: z.object({ text: z.string(), at: instant }).optional(),
  })
  .meta({ id: 'AccountQuestion' })
export const statementWithQuestions = statementSchema
  .extend({ questions: z.array(questionSchema), nextPageToken: z.string().optional().meta({ description: 'For more questions' }) })
  .meta({ id: 'AccountsWithQuestions' })

export const questionView = ({ id, statement, place, at, text, answer, answeredAt }: AccountQuestion) => ({
  ...{ id, account: statement, place, at: at.toISOString(), text },
  ...(answer !== null && { answer: { text: answer, at: answeredAt!.toISOString() } }),
})

export const newTerm = z.strictObject({ from: dayOrInstant, to: dayOrInstant }).meta({ id: 'NewTerm' })
export type NewTerm = z.output<typeof newTerm>

export const endOfMember = z.strictObject({ reason: someWords(2_000) }).meta({ id: 'EndOfCommitteeMember' })
export type EndOfMember = z.output<typeof endOfMember>

const memberSchema = z.object({
  ...{ id: z.uuid(), decision: z.uuid(), candidate: z.string(), name: z.string(), rank: z.int(), alternate: z.boolean() },
  term: z.object({ from: instant, to: instant }).optional(),
})
export const committeeSchema = z.object({ items: z.array(memberSchema) }).meta({ id: 'Committee' })

const memberView = ({ id, decision, candidate, name, rank, alternate, termFrom, termTo }: Member) => ({
  ...{ id, decision, candidate, name, rank, alternate },
  ...(termFrom && { term: { from: termFrom.toISOString(), to: termTo!.toISOString() } }),
})
export const committeeView = (members: readonly Member[]) => ({ items: members.map(memberView) })

export const boardSchema = z
  .object({
    compound: z.object({ code: z.string(), name: z.string(), area: z.string() }),
    decisions: z.array(
      z.object({
        ...{ id: z.uuid(), title: z.string(), stage: z.enum(STAGES), draftedAt: instant, closesAt: instant.optional() },
        ruleSet: z.object({ code: z.string(), version: z.int(), names: z.object({ zh: z.string(), en: z.string() }), form: z.string() }),
        turnout: turnoutSchema.optional(),
        passed: z.boolean().optional().meta({ description: 'Once it is announced' }),
        roll: z.object({ heads: z.int(), area: z.int() }).optional(),
      }),
    ),
    accounts: z.array(statementSchema).meta({ description: 'The last of each kind' }),
    committee: committeeSchema.shape.items,
  })
  .meta({ id: 'Board' })

/** Of a decision what hangs in the hall. */
export function onBoard({ decision, turnout }: BoardDecision) {
  const { id, title, stage, ruleSet, passed, roll } = publicView(decision)
  const { draftedAt, closesAt } = decision
  return {
    ...{ id, title, stage, ruleSet, draftedAt: draftedAt.toISOString() },
    ...(closesAt && { closesAt: closesAt.toISOString() }),
    ...(turnout && { turnout }),
    ...(passed !== undefined && { passed }),
    ...(roll && { roll }),
  }
}
