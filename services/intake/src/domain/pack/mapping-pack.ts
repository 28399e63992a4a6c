import { z } from 'zod'

/** The format is docs/formats/mapping-pack.md; this file says the same to a program. */

const codeTable = z.record(z.string(), z.string())
const path = z.union([
  z.string().min(1),
  z.strictObject({ path: z.string().min(1), item: z.int().min(1), part: z.int().min(1) }).partial({ item: true, part: true }),
])
const required = z.boolean().optional()

const copy = z.strictObject({ transform: z.literal('copy'), from: path, required })
const code = z.strictObject({ transform: z.literal('code'), from: z.union([path, z.array(path).min(1)]), table: z.string(), required })
const number = z.strictObject({ transform: z.literal('number'), from: path, required })
const instant = z.strictObject({
  transform: z.literal('instant'),
  from: path,
  zone: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/, 'an offset such as +08:00')
    .optional(),
  required,
})
const gcj02 = z.strictObject({ transform: z.literal('gcj02'), from: z.tuple([path, path]), required })
const text = z.strictObject({
  transform: z.literal('text'),
  from: z.union([path, z.array(path).min(1)]),
  join: z.string().optional(),
  required,
})

const field = z.discriminatedUnion('transform', [copy, code, number, instant, text])
const label = z.discriminatedUnion('transform', [copy, text])

/** `fields.<name>` beside the fixed targets. */
const map = z
  .strictObject({
    type: z.discriminatedUnion('transform', [copy, code]),
    text: label.optional(),
    point: gcj02.optional(),
    lon: number.optional(),
    lat: number.optional(),
    area: z.discriminatedUnion('transform', [copy, code]).optional(),
    observedAt: instant.optional(),
    'contact.name': label.optional(),
    'contact.phone': label.optional(),
  })
  .catchall(field)

export const operations = ['create', 'update', 'close'] as const
export type Operation = (typeof operations)[number]

export const caseStates = ['TRIAGE', 'HANDLING', 'VERIFYING', 'ANSWERING', 'CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'] as const
export type CaseState = (typeof caseStates)[number]

export const mappingPackSchema = z
  .strictObject({
    format: z.literal(1),
    name: z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) }),
    authority: z.enum(['ours', 'theirs']),
    defaultArea: z.string().optional(),
    operation: z.strictObject({ from: path, table: z.string() }),
    number: z.strictObject({
      from: path,
      field: z.string().min(1),
      references: z.strictObject({ from: z.string().min(1), part: z.int().min(1) }).optional(),
    }),
    map,
    tables: z.record(z.string(), codeTable),
    status: z.record(z.enum(caseStates), z.string().min(1)),
  })
  .meta({ id: 'MappingPack' })

export type MappingPack = z.infer<typeof mappingPackSchema>
export type PathSpec = z.infer<typeof path>
export type Rule = z.infer<typeof field> | z.infer<typeof gcj02>

/** What a system may be called: it becomes part of two topics' names. */
export const systemName = z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'small letters, digits and hyphens')
