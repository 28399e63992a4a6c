import { CHOICES } from '@yiwang/counting'
import { differentIds, pageOf, someWords, words } from '@yiwang/service-kit'
import { z } from 'zod'
import { STAGES } from '../../domain/decision.ts'
import { COMMANDS } from '../../domain/stages.ts'
import { CAPACITIES } from '../../policy.ts'
import type { DecisionView } from '../../reading.service.ts'
import type { KeptDecision } from '../db/decisions.repository.ts'
import type { Entry } from '../db/entries.repository.ts'

const instant = z.iso.datetime()
const name = someWords(64)

export const scopeSchema = z
  .strictObject({
    compound: name,
    buildings: z.array(name).min(1).max(500).optional(),
    staircases: z
      .array(z.strictObject({ building: name, unit: words(64).default('') }))
      .min(1)
      .max(500)
      .optional(),
  })
  .refine(({ buildings, staircases }) => !(buildings && staircases), 'names buildings or staircases, not both')
  .meta({ not: { required: ['buildings', 'staircases'] } })

export const questionSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  text: someWords(2_000),
})
const questions = z.array(questionSchema).max(100)
const trustees = differentIds({ most: 3, because: 'must be different persons' })

export const newDecision = z
  .strictObject({
    ruleSet: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
    scope: scopeSchema,
    title: someWords(300),
    questions: questions.default([]),
    trustees: trustees.default([]).meta({ description: 'Three persons; two of them open the box' }),
    restarts: z.uuid().optional().meta({ description: 'A decision that this one takes up again, or whose second round it is' }),
  })
  .meta({ id: 'NewDecision' })
export type NewDecision = z.output<typeof newDecision>

export const draftChanges = z
  .strictObject({
    scope: scopeSchema.optional(),
    title: someWords(300).optional(),
    questions: questions.optional(),
    trustees: trustees.optional(),
  })
  .meta({ id: 'DraftChanges' })
export type DraftChanges = z.output<typeof draftChanges>

export const commandBody = z
  .strictObject({ text: someWords(5_000).optional() })
  .default({})
  .meta({ id: 'DecisionCommand' })
export type CommandBody = z.output<typeof commandBody>

export const withdrawBody = z.strictObject({ reason: someWords(5_000) }).meta({ id: 'WithdrawDecision' })
export type WithdrawBody = z.output<typeof withdrawBody>

export const shareBody = z
  .strictObject({ share: z.string().max(200).optional().meta({ description: 'Base64, as the trustee got it' }) })
  .default({})
  .meta({ id: 'Share' })
export type ShareBody = z.output<typeof shareBody>

export const decisionSchema = z
  .object({
    id: z.uuid(),
    compound: z.string(),
    area: z.string(),
    case: z.uuid().optional(),
    restarts: z.uuid().optional(),
    ruleSet: z.object({ code: z.string(), version: z.int(), names: z.object({ zh: z.string(), en: z.string() }), form: z.string() }),
    scope: z.looseObject({}),
    title: z.string(),
    questions: z.array(z.object({ id: z.string(), text: z.string() })),
    trustees: z.array(z.uuid()),
    stage: z.enum(STAGES),
    version: z.int(),
    draftedAt: instant,
    noticeDueAt: instant.optional(),
    opinionsDueAt: instant.optional(),
    objectionsDueAt: instant.optional(),
    noticeEndedAt: instant.optional(),
    opinionsEndedAt: instant.optional(),
    openedAt: instant.optional(),
    closesAt: instant.optional(),
    extended: z.boolean(),
    closedAt: instant.optional(),
    countedAt: instant.optional(),
    announcedAt: instant.optional(),
    objectionsEndedAt: instant.optional(),
    passed: z.boolean().optional().meta({ description: 'Once it is announced' }),
    roll: z.object({ heads: z.int(), area: z.int() }).optional().meta({ description: 'Once it is written; area in 0.01 m²' }),
    publicKey: z.string().optional().meta({ description: 'To which choices are sealed, base64' }),
    checkpoints: z
      .object({ roll: z.string().optional(), board: z.string().optional(), result: z.string().optional() })
      .meta({ description: 'Signed notes (C2SP tlog-checkpoint): keep them' }),
    share: z.string().optional().meta({ description: 'To a trustee who takes it' }),
    progress: z
      .array(z.object({ kind: z.enum(['ROLL', 'CLOSE', 'COUNT']), done: z.int(), total: z.int().optional() }))
      .optional()
      .meta({ description: 'What is being done with it, in lines' }),
    allowed: z.array(z.enum(COMMANDS)).optional().meta({ description: 'What the caller could do in this stage' }),
  })
  .meta({ id: 'Decision' })

/** As everybody may see it. */
export function decisionView({ decision, allowed, progress = [] }: DecisionView) {
  const doing = progress.map(({ kind, done, total }) => ({ kind, done, ...(total !== null && total !== undefined && { total }) }))
  return { ...publicView(decision), ...(doing.length > 0 && { progress: doing }), ...(allowed && { allowed: [...allowed] }) }
}

const INSTANTS = [
  ...(['draftedAt', 'noticeDueAt', 'opinionsDueAt', 'objectionsDueAt', 'noticeEndedAt', 'opinionsEndedAt', 'openedAt'] as const),
  ...(['closesAt', 'closedAt', 'countedAt', 'announcedAt', 'objectionsEndedAt'] as const),
]

export function publicView(decision: KeptDecision) {
  const { id, compound, area, caseId, restarts, ruleSet, scope, title, questions, trustees, stage, version, extended } = decision
  const { rollHeads, rollArea, publicKey, rollNote, boardNote, resultNote, announcedAt, passed } = decision
  return {
    ...{ id, compound, area, scope, title, questions: [...questions], trustees: [...trustees], stage, version, extended },
    ...(caseId !== undefined && { case: caseId }),
    ...(restarts !== undefined && { restarts }),
    ruleSet: { code: ruleSet.code, version: ruleSet.version, names: ruleSet.names, form: ruleSet.form },
    ...Object.fromEntries(INSTANTS.flatMap((one) => (decision[one] ? [[one, decision[one].toISOString()]] : []))),
    ...(announcedAt && passed !== undefined && { passed }),
    ...(rollHeads !== undefined && { roll: { heads: rollHeads, area: rollArea! } }),
    ...(publicKey && { publicKey: publicKey.toString('base64') }),
    checkpoints: {
      ...(rollNote !== undefined && { roll: rollNote }),
      ...(boardNote !== undefined && { board: boardNote }),
      ...(announcedAt && resultNote !== undefined && { result: resultNote }),
    },
  }
}

export const historySchema = z
  .object({
    items: z.array(
      z.object({
        ...{ seq: z.int(), at: instant, fact: z.string(), stage: z.enum(STAGES) },
        actor: z.object({
          kind: z.string(),
          as: z.enum(CAPACITIES).optional().meta({ description: 'In which capacity they acted' }),
          id: z.string().optional().meta({ description: 'Of no resident' }),
        }),
        text: z.string().optional(),
        details: z.looseObject({}).optional(),
      }),
    ),
  })
  .meta({ id: 'DecisionHistory' })

/** Which resident acted is nobody's business by name; in which office, everybody's. */
export const historyView = ({ at, actor: { kind, id, as }, ...entry }: Entry) => ({
  ...{ ...entry, at: at.toISOString() },
  actor: { kind, ...(as && { as }), ...(kind !== 'RESIDENT' && { id }) },
})

const amount = z.object({ area: z.int(), heads: z.int() })
export const resultSchema = z
  .object({
    questions: z.array(
      z.object({
        ...{ id: z.string(), roll: amount, participating: amount, choices: z.record(z.enum(CHOICES), amount) },
        ...{ unreturnedCountAs: z.string().optional(), quorumMet: z.boolean(), passed: z.boolean() },
        because: z.string().meta({ description: 'The arithmetic in words' }),
      }),
    ),
    election: z
      .object({
        ...{ elected: z.array(z.string()), alternates: z.array(z.string()), secondRound: z.array(z.string()) },
        ...{ vacant: z.int(), drawn: z.array(z.string()) },
      })
      .optional(),
  })
  .meta({ id: 'DecisionResult' })

export const decisionsPage = pageOf(decisionSchema).meta({ id: 'DecisionsPage' })
