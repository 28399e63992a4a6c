import { pageOf, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import { STEP_KINDS } from '../../domain/execution.ts'
import type { Confirmation } from '../db/confirmations.repository.ts'
import type { KeptStep } from '../db/execution.repository.ts'
import type { Objection } from '../db/objections.repository.ts'

const instant = z.iso.datetime()
const place = z.string().meta({ description: 'Building and unit; the room is masked' })
const attachment = z.uuid().meta({ description: 'Attachment' })

/** The most that an amount says, in fen: a hundred billion yuan. */
export const MOST_FEN = 10_000_000_000_000
const amount = z.int().min(1).max(MOST_FEN).meta({ description: 'In fen' })

export const newObjection = z.strictObject({ text: someWords(5_000) }).meta({ id: 'NewObjection' })
export type NewObjection = z.output<typeof newObjection>

export const objectionDecision = z
  .strictObject({ outcome: z.enum(['UPHELD', 'REJECTED']), text: someWords(5_000) })
  .meta({ id: 'ObjectionDecision' })
export type ObjectionDecision = z.output<typeof objectionDecision>

export const objectionSchema = z
  .object({
    ...{ id: z.uuid(), decision: z.uuid(), place, at: instant, text: z.string() },
    outcome: z.enum(['UPHELD', 'REJECTED']).optional(),
    answer: z.object({ text: z.string(), at: instant }).optional(),
  })
  .meta({ id: 'ResultObjection' })
export const objectionsPage = pageOf(objectionSchema).meta({ id: 'ResultObjections' })

export const objectionView = ({ id, decision, place: from, at, text, outcome, answer, answeredAt }: Objection) => ({
  ...{ id, decision, place: from, at: at.toISOString(), text },
  ...(outcome && { outcome, answer: { text: answer!, at: answeredAt!.toISOString() } }),
})

export const newStep = z
  .strictObject({
    kind: z.enum(STEP_KINDS),
    title: someWords(300),
    party: someWords(300).optional().meta({ description: 'With whom, or to whom; of a contract and a payment' }),
    amount: amount.optional(),
    document: attachment.optional(),
    done: z.boolean().optional().meta({ description: 'True for what is done as it is published' }),
  })
  .meta({ id: 'NewExecutionStep' })
export type NewStep = z.output<typeof newStep>

export const stepDone = z.strictObject({ document: attachment.optional() }).default({}).meta({ id: 'ExecutionStepDone' })
export type StepDone = z.output<typeof stepDone>

export const stepSchema = z
  .object({
    ...{ id: z.uuid(), decision: z.uuid(), kind: z.enum(STEP_KINDS), title: z.string(), party: z.string().optional() },
    amount: z.int().optional().meta({ description: 'In fen' }),
    ...{ document: z.uuid().optional(), at: instant, done: z.boolean(), doneAt: instant.optional(), doneDocument: z.uuid().optional() },
  })
  .meta({ id: 'ExecutionStep' })
export const stepsPage = pageOf(stepSchema)
  .extend({
    sums: z
      .object({ planned: z.int().optional(), contracted: z.int(), paid: z.int() })
      .meta({ description: 'Of all steps, in fen; `planned` by the last version of the plan' }),
  })
  .meta({ id: 'ExecutionSteps' })

export const stepView = ({ id, decision, kind, title, party, amount: fen, document, at, doneAt, doneDocument }: KeptStep) => ({
  ...{ id, decision, kind, title, at: at.toISOString(), done: doneAt !== undefined },
  ...(party !== undefined && { party }),
  ...(fen !== undefined && { amount: fen }),
  ...(document !== undefined && { document }),
  ...(doneAt && { doneAt: doneAt.toISOString() }),
  ...(doneDocument !== undefined && { doneDocument }),
})

export const confirmBody = z.strictObject({ satisfied: z.boolean(), text: someWords(2_000).optional() }).meta({ id: 'ConfirmExecution' })
export type ConfirmBody = z.output<typeof confirmBody>

export const confirmationsPage = pageOf(z.object({ id: z.uuid(), place, satisfied: z.boolean(), text: z.string().optional(), at: instant }))
  .extend({ satisfied: z.int(), dissatisfied: z.int() })
  .meta({ id: 'Confirmations' })

export const confirmationView = ({ id, place: from, satisfied, text, at }: Confirmation) => ({
  ...{ id, place: from, satisfied, at: at.toISOString() },
  ...(text !== null && { text }),
})
