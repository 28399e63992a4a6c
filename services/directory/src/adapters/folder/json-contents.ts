import { z } from 'zod'
import * as words from '../../domain/vocabulary.ts'
import { isDay } from './columns.ts'

/** The shapes of catalogue.json, calendars and ladders.json: docs/formats/district-folder.md. */
const text = z.string().trim().min(1)
const code = z.string().regex(/^[A-Za-z0-9._-]+$/, 'not a code: letters, digits, ".", "_" and "-" only')
const postName = z.string().regex(/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, 'not the name of a post, like property-management/handler')
const day = z.string().refine(isDay, 'not a day like 2026-01-31')
const budget = z.strictObject({ amount: z.int().min(1).max(1_000_000), unit: z.enum(words.budgetUnits) })

const noFields = { type: 'object', additionalProperties: false }
const verification = z
  .strictObject({ mode: z.enum(words.verificationModes), percent: z.int().min(1).max(100).optional() })
  .refine(({ mode, percent }) => (mode === 'SAMPLE') === (percent !== undefined), {
    path: ['percent'],
    message: 'goes with SAMPLE, and with nothing else',
  })

export const typeSchema = z.strictObject({
  code,
  name: text,
  category: z.string().regex(/^[A-Z][A-Z_]*$/, 'not made of capitals and "_"'),
  street: z.string().optional(),
  board: z.enum(words.boards).optional(),
  leadPost: postName,
  assistingPosts: z.array(postName).default([]),
  workContent: text,
  entersAt: z.enum(words.levels),
  solvedAt: z.array(z.enum(words.levels)).min(1),
  fields: z.record(z.string(), z.unknown()).default(noFields),
  evidence: z
    .array(z.strictObject({ command: z.enum(words.evidenceCommands), kind: code, name: text, atLeast: z.int().min(1).max(50) }))
    .default([]),
  verification,
  plan: z.strictObject({
    calendar: code.optional(),
    case: budget,
    triage: budget,
    handling: budget,
    verifying: budget,
    answer: budget.default({ amount: 3, unit: 'CALENDAR_DAYS' }),
  }),
  urgency: z.enum(words.urgencies),
  ladder: code,
  needsDecision: z.boolean().default(false),
  reopenDays: z.int().min(0).max(3650).default(15),
  kindred: z.array(code).default([]),
  duplicateRadiusM: z.int().min(0).max(100_000).default(0),
})

const minuteOfDay = z.int().min(0).max(1440)
const year = z.int().min(1990).max(2200)
export const calendarSchema = z.strictObject({
  code,
  zone: text,
  offsetMinutes: z.int().min(-840).max(840),
  hours: z.array(z.strictObject({ from: minuteOfDay, to: minuteOfDay })).default([]),
  firstYear: year,
  publishedTo: year,
  lastYear: year,
  holidays: z.array(day),
  makeUpDays: z.array(day),
  source: z.string().optional(),
})

export const ladderSchema = z.strictObject({
  code,
  rungs: z.array(z.strictObject({ percent: z.int().min(0).max(10_000), tell: z.array(z.enum(words.recipients)).min(1) })).min(1),
})

const rules: Partial<Record<z.core.$ZodIssue['code'], string>> = { unrecognized_keys: 'unknown-member', invalid_value: 'unknown-word' }

/** What zod found in a value, in the words of a report. */
export function faultsOf(error: z.ZodError, value: unknown): { path: (string | number)[]; field: string; rule: string; message: string }[] {
  return error.issues.flatMap((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
    return keys.map((key) => {
      const path = [...issue.path, ...(key === undefined ? [] : [key])] as (string | number)[]
      const missing = elementAt(value, path) === undefined
      const rule = missing && issue.code !== 'custom' ? 'missing-value' : (rules[issue.code] ?? 'bad-value')
      return { path, field: path.join('.'), rule, message: missing && rule === 'missing-value' ? 'a value is needed here' : issue.message }
    })
  })
}

const elementAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | null | undefined)?.[step], value)
