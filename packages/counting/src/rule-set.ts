import { z } from 'zod'
import { shareSchema } from './share.ts'

export const ROOM_KINDS = ['DWELLING', 'SHOP', 'PARKING', 'OTHER'] as const
export type RoomKind = (typeof ROOM_KINDS)[number]

/** On what a room's area rests: the title, a survey, the contract. */
export const AREA_BASES = ['REGISTERED', 'SURVEYED', 'CONTRACT'] as const
export type AreaBasis = (typeof AREA_BASES)[number]

export const WEIGHTS = ['AREA', 'HEADS'] as const
export type Weight = (typeof WEIGHTS)[number]
/** Where shares and amounts have it. */
export const ofWeight = { AREA: 'area', HEADS: 'heads' } as const satisfies Record<Weight, string>

/** What a ballot can say to a question. BLANK says nothing; SPOILED cannot be read. */
export const CHOICES = ['FOR', 'AGAINST', 'ABSTAIN', 'BLANK', 'SPOILED'] as const
export type Choice = (typeof CHOICES)[number]

/** As budgets of clocks are. */
const duration = z.strictObject({ amount: z.int().min(1), unit: z.enum(['CALENDAR_DAYS', 'WORKING_DAYS', 'WALL_SECONDS']) })
export type Duration = z.infer<typeof duration>

/** Of each weight that counts. */
const shares = z.strictObject({ area: shareSchema.optional(), heads: shareSchema.optional() })
export type Shares = z.infer<typeof shares>

/** What is stored and hashed: neither NUL nor half of a surrogate pair survives that. */
export const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((words) => words.isWellFormed() && !words.includes('\0'), 'must have neither NUL nor half of a surrogate pair')
const clause = text(500)

/** By which a decision is prepared, voted and counted. What the law leaves to the owners' covenant names the clause of the covenant. */
export const ruleSetSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
  version: z.int().min(1),
  names: z.strictObject({ zh: text(200), en: text(200) }),
  /** Of the Civil Code of the PRC; nothing for what the law does not ask for. */
  basis: z
    .union([z.strictObject({ article: z.literal(278), item: z.int().min(1).max(9) }), z.strictObject({ article: z.literal(279) })])
    .optional(),
  /** Binds nobody, so that no article asks anything of it. */
  advisory: z.boolean().default(false),
  /** NOTICE has opinions and no vote. */
  form: z.enum(['VOTE', 'ELECTION', 'NOTICE']),
  scopes: z.array(z.enum(['COMPOUND', 'BUILDING', 'STAIRCASE'])).min(1),
  /** Whose ballots count: of the owners of the scope, of those whom it affects, of those who live there. */
  voters: z.enum(['OWNERS', 'AFFECTED_OWNERS', 'HOUSEHOLDS']),
  /** Kinds of room whose area counts and which make a head. Parking, storage rooms and the like only by a clause of the covenant. */
  rooms: z.array(z.enum(ROOM_KINDS)).min(1).default(['DWELLING', 'SHOP']),
  parkingBy: clause.optional(),
  otherBy: clause.optional(),
  /** What makes a head: a distinct set of owners with all its rooms, or each room. Of households each is one. */
  heads: z.enum(['OWNER_SETS', 'ROOMS']).default('OWNER_SETS'),
  /** The clause of the covenant by which it is each room. */
  headsBy: clause.optional(),
  /** Areas that count as they stand; a room with another one has to be settled before the roll is frozen. */
  areaBases: z
    .array(z.enum(AREA_BASES))
    .min(1)
    .default([...AREA_BASES]),
  weights: z.array(z.enum(WEIGHTS)).min(1),
  /** How much of the roll must take part. */
  quorum: shares,
  /** How much of what took part, or of the whole roll, must be for it. */
  majority: z.strictObject({ of: z.enum(['PARTICIPATING', 'ROLL']), ...shares.shape }),
  /** Which of those that are neither for nor against take part. */
  takesPart: z
    .strictObject({ ABSTAIN: z.boolean(), BLANK: z.boolean(), SPOILED: z.boolean() })
    .default({ ABSTAIN: true, BLANK: true, SPOILED: false }),
  /** The clause of the covenant by which it is otherwise than that. */
  takesPartBy: clause.optional(),
  /** A clause of the covenant by which who returns no ballot votes as most of the others do (从众). Without it they have not voted. */
  unreturnedFollowBy: clause.optional(),
  secret: z.boolean().default(false),
  ballots: z
    .strictObject({
      electronic: z.boolean(),
      paper: z.boolean(),
      /** Whose counts of a head that used both. */
      first: z.enum(['ELECTRONIC', 'PAPER']),
      replaceable: z.boolean(),
      /** For how many heads one person may vote besides their own. */
      mandates: z.int().min(0),
    })
    .default({ electronic: true, paper: true, first: 'PAPER', replaceable: false, mandates: 1 }),
  election: z
    .strictObject({
      seats: z.int().min(1).max(50),
      alternates: z.int().min(0).max(50),
      /** By what the candidates are ranked who have both majorities. */
      rank: z.array(z.enum(WEIGHTS)).min(1),
      /** Who is ahead of those who are level on a seat's edge: a draw from what is published, or a second round among them. */
      tie: z.enum(['DRAW', 'SECOND_ROUND']),
    })
    .optional(),
  stages: z.strictObject({ notice: duration, opinions: duration.optional(), voting: duration, objections: duration }),
  /** Once more, when the quorum is missed. */
  extension: duration.optional(),
  mayCall: z.array(z.enum(['COMMITTEE', 'COMMUNITY', 'OWNERS'])).min(1),
})
/** How a rule set is written. */
export type RuleSetText = z.input<typeof ruleSetSchema>
/** A rule set with what it leaves to the defaults. */
export type RuleSet = z.output<typeof ruleSetSchema>
