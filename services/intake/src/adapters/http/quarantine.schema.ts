import { pageOf, pageQuery, words } from '@yiwang/service-kit'
import { z } from 'zod'
import { refusalReasons } from '../../domain/pack/refusal.ts'

const stateSchema = z.enum(['HELD', 'REPLAYED'])

export const quarantineListQuery = pageQuery.extend({ system: words(64).optional(), state: stateSchema.optional() })
export type QuarantineListQuery = z.output<typeof quarantineListQuery>

const entrySchema = z.object({
  id: z.uuid(),
  system: z.string(),
  source: z.string(),
  eventId: z.string(),
  number: z.string().optional().meta({ description: 'Their own number, where it could be read' }),
  reason: z.enum(refusalReasons),
  pointer: z.string().meta({ description: 'Where in the event the fault lies' }),
  detail: z.string(),
  state: stateSchema,
  receivedAt: z.iso.datetime(),
  replayedAt: z.iso.datetime().optional(),
  matter: z.uuid().optional().meta({ description: 'What it led to' }),
})
export const quarantineItem = entrySchema.meta({ id: 'QuarantineItem' })
export const quarantinePage = pageOf(quarantineItem).meta({ id: 'QuarantinePage' })
export const quarantineEntry = entrySchema
  .extend({
    original: z.object({
      topic: z.string(),
      partition: z.int(),
      offset: z.string(),
      key: z.string(),
      headers: z.record(z.string(), z.string()),
      value: z.string().meta({ description: 'As it arrived; bytes that are no text as a data URL' }),
    }),
  })
  .meta({ id: 'QuarantineEntry' })
