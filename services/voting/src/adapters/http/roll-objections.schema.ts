import { pageOf, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import { ROLL_OUTCOMES, type RollObjection } from '../db/roll-objections.repository.ts'
import { roomPlace } from './ballots.schema.ts'

const instant = z.iso.datetime()
const room = z.object({ building: z.string(), unit: z.string(), room: z.string() })

export const newRollObjection = z
  .strictObject({ text: someWords(2_000), room: roomPlace.optional().meta({ description: 'What it is about; none: the roll as a whole' }) })
  .meta({ id: 'NewRollObjection' })
export type NewRollObjection = z.output<typeof newRollObjection>

export const rollAnswer = z.strictObject({ outcome: z.enum(ROLL_OUTCOMES), text: someWords(5_000) }).meta({ id: 'RollObjectionAnswer' })
export type RollAnswer = z.output<typeof rollAnswer>

export const rollObjectionSchema = z
  .object({
    ...{ id: z.uuid(), at: instant, text: z.string(), room: room.optional() },
    ...{ outcome: z.enum(ROLL_OUTCOMES).optional(), answer: z.string().optional(), answeredAt: instant.optional() },
  })
  .meta({ id: 'RollObjection' })
export const rollObjectionsPage = pageOf(rollObjectionSchema).meta({ id: 'RollObjectionsPage' })

export const rollObjectionView = ({ id, at, text, room: about, outcome, answer, answeredAt }: RollObjection) => ({
  ...{ id, at: at.toISOString(), text, ...(about && { room: about }) },
  ...(outcome && answer !== null && answeredAt && { outcome, answer, answeredAt: answeredAt.toISOString() }),
})

export const unsettledPage = pageOf(
  room.extend({ reason: z.enum(['NO_OWNER', 'AREA']).meta({ description: 'AREA: the rule set does not count on such an area' }) }),
).meta({ id: 'UnsettledRooms' })
