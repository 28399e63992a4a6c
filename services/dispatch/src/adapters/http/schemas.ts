import { pageOf, pageQuery } from '@yiwang/service-kit'
import { z } from 'zod'
import { STATES } from '../../domain/case.ts'
import { COMMANDS } from '../../domain/commands.ts'
import { suspensionReasons } from '../../domain/suspension-reasons.ts'
import { code } from './words.ts'

const LIGHTS = ['GREEN', 'YELLOW', 'RED'] as const
const instant = z.iso.datetime()

/** Filters of the work list; they add up. */
export const listQuery = pageQuery.extend({
  holder: z.literal('me').optional(),
  unit: z.uuid().optional(),
  area: z
    .string()
    .regex(/^\d{6,17}$/)
    .optional(),
  state: z.enum(STATES).optional(),
  light: z.enum(LIGHTS).optional(),
  type: code.optional(),
  number: code.optional(),
  sort: z.literal('due').optional(),
})
export type ListQuery = z.output<typeof listQuery>

export const caseSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    type: z.string(),
    typeVersion: z.int(),
    area: z.string(),
    state: z.enum(STATES),
    round: z.int(),
    holder: z.object({
      level: z.string(),
      unit: z.uuid(),
      post: z.uuid().optional(),
      person: z.uuid().optional(),
      since: instant.optional(),
    }),
    receivedAt: instant,
    verifiedAt: instant.optional(),
    closedAt: instant.optional(),
    caseDueAt: instant.optional(),
    stepDueAt: instant.optional(),
    stepWarnAt: instant.optional(),
    suspendedSince: instant.optional(),
    suspendedUntil: instant.optional().describe('Then it goes on by itself'),
    suspension: z.object({ reason: z.enum(suspensionReasons) }).optional(),
    decision: z
      .object({ id: z.uuid(), passed: z.boolean().optional() })
      .optional()
      .describe('The decision of the owners that it asked for last'),
    light: z.enum(LIGHTS),
    version: z.int(),
    allowed: z.array(z.enum(COMMANDS)),
    reason: z.string().optional(),
  })
  .meta({ id: 'Case' })

export const casePage = pageOf(caseSchema).meta({ id: 'CasePage' })

export const ledgerSchema = z
  .object({
    entries: z.array(z.looseObject({ seq: z.int(), fact: z.string(), prevHash: z.string(), hash: z.string() })),
    texts: z.array(z.object({ seq: z.int(), text: z.string(), salt: z.string() })),
    stretches: z.array(
      z.object({
        round: z.int(),
        from: instant,
        to: instant.optional(),
        level: z.string(),
        unit: z.uuid(),
        post: z.uuid().optional(),
        person: z.uuid().optional(),
        workingMs: z.int(),
        overdueMs: z.int(),
      }),
    ),
  })
  .meta({ id: 'Ledger' })
