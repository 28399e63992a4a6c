import { differentIds, pageOf, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import { HALF_PAIR, unstorable } from '../../domain/unstorable.ts'

const MAX_TEXT = 5_000
const MAX_ATTACHMENTS = 9

/** RFC 3339 from the year 1970 on: one pattern, so that the OpenAPI document says all of it. */
const INSTANT = new RegExp(z.regexes.datetime({ offset: true }).source.replace('^', '^(?!0|1[0-8]|19[0-6])'))

export const pointSchema = z
  .strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), crs: z.enum(['wgs84', 'gcj02']).optional() })
  .meta({ id: 'Point', description: 'WGS 84 unless crs says gcj02, as maps in China do' })

export const newReport = z
  .strictObject({
    type: someWords(100).meta({ description: 'Code of a type of the catalogue' }),
    text: someWords(MAX_TEXT),
    point: pointSchema.optional(),
    areaCode: someWords(40).optional().meta({ description: 'Used where there is no point' }),
    contact: z.strictObject({ name: someWords(100), phone: someWords(40) }).optional(),
    fields: z
      .record(z.string(), z.json())
      .refine((fields) => unstorable(fields) !== HALF_PAIR, HALF_PAIR)
      .optional()
      .meta({ description: 'As the type of matter asks' }),
    attachments: differentIds({ most: MAX_ATTACHMENTS, because: 'must not name an attachment twice' }).optional(),
    observedAt: z
      .string()
      .regex(INSTANT, 'must be an RFC 3339 instant from the year 1970 on')
      .optional()
      .meta({ format: 'date-time', description: 'When it was seen, for who reports later' }),
  })
  .meta({ id: 'NewReport' })
export type NewReport = z.output<typeof newReport>

export const receiptSchema = z.object({ id: z.uuid(), receivedAt: z.iso.datetime() }).meta({ id: 'Receipt' })

export const attachmentSchema = z
  .object({ id: z.uuid(), contentType: z.string(), size: z.int(), sha256: z.string() })
  .meta({ id: 'Attachment' })

const caseSchema = z
  .object({
    id: z.uuid(),
    number: z.string(),
    state: z.string(),
    unit: z.uuid().meta({ description: "Id of the holder's unit" }),
    dueAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'CaseOfMatter' })

const linkSchema = z.object({ id: z.uuid(), number: z.string().optional(), at: z.iso.datetime() }).meta({ id: 'Link' })

const messageSchema = z
  .object({
    operation: z.enum(['update', 'close']),
    text: z.string().optional(),
    observedAt: z.iso.datetime().optional(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'SourceMessage' })

const reportedSchema = z.object({
  id: z.uuid(),
  receivedAt: z.iso.datetime(),
  type: z.string(),
  typeVersion: z.int(),
  text: z.string(),
  fields: z.record(z.string(), z.json()),
  area: z.string(),
  point: pointSchema.optional(),
  sentPoint: pointSchema.optional().meta({ description: 'The point as it was sent' }),
  observedAt: z.iso.datetime().optional(),
  contact: z.object({ name: z.string().optional(), phone: z.string().optional() }).optional().meta({ description: 'Masked' }),
  source: z.object({ system: z.string(), number: z.string() }).optional().meta({ description: 'The legacy system it came from' }),
  case: caseSchema.optional().meta({ description: 'Once it is registered' }),
})
export const matterListItem = reportedSchema.omit({ contact: true }).meta({ id: 'MatterListItem' })
export const matterSchema = reportedSchema
  .extend({
    attachments: z.array(attachmentSchema),
    links: z.array(linkSchema),
    messages: z.array(messageSchema).meta({ description: 'What its legacy system said later' }),
  })
  .meta({ id: 'Matter' })
export const mattersPage = pageOf(matterListItem).meta({ id: 'MattersPage' })

export const duplicateQuestion = z.strictObject({ type: someWords(100), point: pointSchema }).meta({ id: 'DuplicateQuestion' })
export type DuplicateQuestion = z.output<typeof duplicateQuestion>
export const duplicates = z
  .object({ items: z.array(z.object({ id: z.uuid(), number: z.string(), distanceM: z.int() })) })
  .meta({ id: 'Duplicates' })

export const linkCommand = z.strictObject({ to: z.uuid() }).meta({ id: 'LinkCommand' })
export type LinkCommand = z.output<typeof linkCommand>

export const idParameter = z.uuid()
