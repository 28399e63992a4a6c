import { differentIds, pageOf, pageQuery, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import type { OpinionGroup } from '../db/opinion-groups.repository.ts'
import { type Opinion, OUTCOMES } from '../db/opinions.repository.ts'

const instant = z.iso.datetime()
export const newOpinion = z
  .strictObject({
    text: someWords(2_000),
    attachments: differentIds({ most: 9 }).default([]).meta({ description: 'Photos and documents that the caller uploaded to intake' }),
  })
  .meta({ id: 'NewOpinion' })
export type NewOpinion = z.output<typeof newOpinion>

export const opinionsQuery = pageQuery.extend({
  answered: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  group: z.uuid().optional(),
})
export type OpinionsQuery = z.output<typeof opinionsQuery>

export const opinionSchema = z
  .object({
    id: z.uuid(),
    place: z.string().meta({ description: 'Where who said it lives or owns, with the household masked' }),
    at: instant,
    text: z.string(),
    attachments: z.array(z.uuid()).meta({ description: 'GET /v1/decisions/{id}/files/{attachment}' }),
    supporters: z.int(),
    group: z.uuid().optional(),
    outcome: z.enum(OUTCOMES).optional(),
    answer: z.string().optional(),
    answeredAt: instant.optional(),
  })
  .meta({ id: 'Opinion' })
export const opinionsPage = pageOf(opinionSchema).meta({ id: 'OpinionsPage' })

/** As everybody sees it: not who said it. */
export function opinionView({ id, place, at, text, attachments, supporters, group, outcome, answer, answeredAt }: Opinion) {
  return {
    ...{ id, place, at: at.toISOString(), text, attachments: [...attachments], supporters },
    ...(group !== null && { group }),
    ...(outcome && answer !== null && answeredAt && { outcome, answer, answeredAt: answeredAt.toISOString() }),
  }
}

export const supportSchema = z.object({ id: z.uuid(), supporters: z.int() }).meta({ id: 'OpinionSupport' })

export const newAnswer = z.strictObject({ outcome: z.enum(OUTCOMES), text: someWords(5_000) }).meta({ id: 'OpinionAnswer' })
export type NewAnswer = z.output<typeof newAnswer>

const someOpinions = differentIds({ least: 1, most: 5_000 })
export const newGroup = z.strictObject({ title: someWords(200), opinions: someOpinions }).meta({ id: 'NewOpinionGroup' })
export type NewGroup = z.output<typeof newGroup>
export const moreOpinions = z.strictObject({ opinions: someOpinions }).meta({ id: 'OpinionsOfGroup' })
export type MoreOpinions = z.output<typeof moreOpinions>

export const groupSchema = z
  .object({
    ...{ id: z.uuid(), title: z.string(), at: instant, opinions: z.int(), unanswered: z.int() },
    answered: z.int().optional().meta({ description: 'How many were answered by this' }),
  })
  .meta({ id: 'OpinionGroup' })
export const groupsPage = pageOf(groupSchema).meta({ id: 'OpinionGroupsPage' })

export const groupView = ({ at, ...group }: OpinionGroup & { readonly answered?: number }) => ({ ...group, at: at.toISOString() })
