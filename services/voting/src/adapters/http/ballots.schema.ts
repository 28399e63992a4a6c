import { CHOICES } from '@yiwang/counting'
import { pageOf, someWords, words } from '@yiwang/service-kit'
import { z } from 'zod'

const name = someWords(64)
export const roomPlace = z.strictObject({ building: name, unit: words(64).default(''), room: name }).meta({ id: 'RoomPlace' })

/** `{building, unit, room}`, or a text: the room alone where that is clear, or the three with `/` or `-` between. */
export const roomName = z
  .union([roomPlace, someWords(200)])
  .meta({ id: 'RoomName', description: '{building, unit, room}, or a text: the room where that is clear, or building/unit/room' })

export const newBallot = z
  .strictObject({
    room: roomName.meta({ description: 'Any room of the owners for whom the caller votes' }),
    choices: z
      .record(z.string(), z.enum(['FOR', 'AGAINST', 'ABSTAIN']))
      .meta({ description: 'By question; one that is not named is left blank' }),
  })
  .meta({ id: 'NewBallot' })
export type NewBallot = z.output<typeof newBallot>

export const newPaperBallot = z
  .strictObject({
    room: roomName,
    choices: z.record(z.string(), z.enum(CHOICES)),
    scan: z.uuid().meta({ description: 'Attachment that shows the paper' }),
  })
  .meta({ id: 'NewPaperBallot' })
export type NewPaperBallot = z.output<typeof newPaperBallot>

const cast = z.object({
  receipt: z.string().meta({ description: 'Names the ballot: the hash of its line on the board, hex' }),
  note: z.string().meta({ description: 'Signed note: the word that this ballot is on the board. Keep it' }),
})
export const castSchema = cast.meta({ id: 'Cast' })
export const paperSchema = cast
  .partial()
  .extend({ state: z.enum(['ENTERED', 'DIFFERS', 'COUNTED']) })
  .meta({ id: 'PaperState' })

const proof = z.object({ index: z.int(), size: z.int(), proof: z.array(z.string()), checkpoint: z.string() })
export const receiptSchema = cast
  .extend({ inclusion: proof.optional().meta({ description: 'After the close' }) })
  .meta({ id: 'BallotReceipt' })

export const receiptName = z.string().regex(/^[0-9a-f]{64}$/)

const room = z.object({ building: z.string(), unit: z.string(), room: z.string(), kind: z.string(), area: z.int() })
const head = z.object({ head: z.string(), rooms: z.array(room), area: z.int() })
export const rollPage = pageOf(head)
  .extend({ root: z.string().nullable().meta({ description: 'Base64, once it is frozen' }), checkpoint: z.string().optional() })
  .meta({ id: 'Roll' })
export const ownLines = z
  .object({ items: z.array(head.extend({ salt: z.string(), inclusion: proof.optional() })) })
  .meta({ id: 'OwnRollLines' })

const amount = z.object({ area: z.int(), heads: z.int() })
export const turnoutSchema = z
  .object({
    roll: amount,
    returned: amount.meta({ description: 'With a ballot, whatever it says: spoiled papers are among them' }),
    quorum: z.object({ area: z.string().optional(), heads: z.string().optional() }),
    reached: z
      .object({ area: z.boolean().optional(), heads: z.boolean().optional() })
      .meta({ description: 'Whether what was returned comes to the quorum. Whether the quorum was met the result alone says' }),
  })
  .meta({
    id: 'Turnout',
    description: 'How much has returned a ballot, and not what takes part: that is known once the ballots are opened',
  })

export const votesPage = pageOf(
  head.extend({
    ballots: z.array(z.object({ way: z.string(), serial: z.int(), choices: z.record(z.string(), z.string()) })),
    scans: z
      .array(z.uuid())
      .meta({ description: 'Of what was entered on paper, also where it counts as no ballot: GET /v1/decisions/{id}/files/{scan}' }),
  }),
).meta({ id: 'VotesByRoom' })
