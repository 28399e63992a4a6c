import { differentIds, pageOf, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import type { Comparison } from '../../domain/plan.ts'
import type { Opinion } from '../db/opinions.repository.ts'
import type { Plan } from '../db/plans.repository.ts'
import { opinionSchema, opinionView } from './opinions.schema.ts'

const fen = z.int().min(0).meta({ description: 'Fen' })
const ids = (most: number) => differentIds({ most }).default([])

const newQuotation = z.strictObject({
  bidder: someWords(200),
  items: z
    .array(z.strictObject({ name: someWords(200), price: fen }))
    .min(1)
    .max(200),
  files: ids(20),
})

export const newPlan = z
  .strictObject({
    text: someWords(20_000),
    amount: fen.optional().meta({ description: 'What it costs, in fen' }),
    quotations: z.array(newQuotation).max(30).default([]),
    because: ids(500).meta({ description: 'Opinions that caused this version' }),
  })
  .meta({ id: 'NewPlan' })
export type NewPlan = z.output<typeof newPlan>

export const planSchema = z
  .object({
    ...{ version: z.int(), at: z.iso.datetime(), text: z.string(), amount: fen.optional() },
    quotations: z.array(
      z.object({
        bidder: z.string(),
        items: z.array(z.object({ name: z.string(), price: fen })),
        total: fen,
        files: z.array(z.uuid()).meta({ description: 'GET /v1/decisions/{id}/files/{attachment}' }),
      }),
    ),
    because: z.array(z.uuid()),
  })
  .meta({ id: 'Plan' })
export const plansPage = pageOf(planSchema).meta({ id: 'PlansPage' })

export const planView = ({ version, at, text, amount, quotations, because }: Plan) => ({
  ...{ version, at: at.toISOString(), text, ...(amount !== undefined && { amount }), because: [...because] },
  quotations: quotations.map(({ items, files, ...quotation }) => ({ ...quotation, items: [...items], files: [...files] })),
})

const version = z.coerce.number().int().min(1).max(2_147_483_647)
export const comparedVersions = z.strictObject({ from: version, to: version })
export type ComparedVersions = z.output<typeof comparedVersions>

const amounts = { from: fen.optional(), to: fen.optional(), difference: z.int().optional() }
export const comparisonSchema = z
  .object({
    amount: z.object(amounts),
    text: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }).meta({ description: 'Lines' }),
    quotations: z.array(
      z.object({ bidder: z.string(), total: z.object(amounts), items: z.array(z.object({ name: z.string(), ...amounts })) }),
    ),
    because: z.array(opinionSchema).meta({ description: 'The opinions that caused it' }),
  })
  .meta({ id: 'PlanComparison' })

export const comparisonView = ({ because, text, quotations, amount }: Comparison & { readonly because: readonly Opinion[] }) => ({
  amount,
  text: { added: [...text.added], removed: [...text.removed] },
  quotations: quotations.map(({ items, ...quotation }) => ({ ...quotation, items: [...items] })),
  because: because.map(opinionView),
})
