import { BUDGET_UNITS } from '@yiwang/calendar'
import { someWords, words } from '@yiwang/service-kit'
import { z } from 'zod'
import type { CommandBodies, CommandName } from '../../domain/commands.ts'
import { suspensionReasons } from '../../domain/suspension-reasons.ts'
import { code } from './words.ts'

const reason = someWords(2000)
const text = words(10_000)
const evidence = z.array(z.strictObject({ kind: code, attachment: z.uuid() })).max(50)

/** What every command may have. `reason` and `text` are free text: they stay with the case and are never on the bus. */
const common = { asPost: z.uuid().optional(), reason: reason.optional(), text: text.optional(), evidence: evidence.optional() }
const why = { ...common, reason }

const maximum = z
  .strictObject({ amount: z.int().min(1).max(100_000_000), unit: z.enum(BUDGET_UNITS) })
  .describe('Until when it waits at most, if that is shorter than what is usual for the reason')

const plain = (id: string) => z.strictObject(common).default({}).meta({ id })

/** The body of each command. */
export const bodies = {
  accept: plain('Accept'),
  'hand-over': z.strictObject({ ...why, to: z.strictObject({ post: z.uuid(), person: z.uuid().optional() }) }).meta({ id: 'HandOver' }),
  solve: plain('Solve'),
  'report-up': z.strictObject({ ...why, to: z.enum(['COMMUNITY', 'STREET']).optional() }).meta({ id: 'ReportUp' }),
  dispatch: z.strictObject({ ...common, to: z.strictObject({ unit: z.uuid(), post: z.uuid().optional() }) }).meta({ id: 'Dispatch' }),
  decline: z.strictObject(why).meta({ id: 'Decline' }),
  reclassify: z.strictObject({ ...why, type: code }).meta({ id: 'Reclassify' }),
  'feed-back': plain('FeedBack'),
  suspend: z
    .strictObject({
      ...common,
      reason: z.enum(suspensionReasons).describe('A code: it is on the ledger and on the bus'),
      maximum: maximum.optional(),
    })
    .meta({ id: 'Suspend' }),
  resume: plain('Resume'),
  'request-decision': z.strictObject({ ...common, compound: code, ruleSet: code }).meta({ id: 'RequestDecision' }),
  verify: z.strictObject({ ...common, result: z.enum(['PASSED', 'REWORK']) }).meta({ id: 'Verify' }),
  answer: z.strictObject({ ...common, solved: z.boolean(), rating: z.int().min(1).max(5).optional() }).meta({ id: 'Answer' }),
  withdraw: plain('Withdraw'),
  void: z.strictObject(why).meta({ id: 'Void' }),
  comment: z.strictObject({ ...common, text: someWords(10_000) }).meta({ id: 'Comment' }),
} as const satisfies { [Command in CommandName]: z.ZodType<CommandBodies[Command]> }
