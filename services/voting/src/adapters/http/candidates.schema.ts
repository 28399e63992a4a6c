import { someWords, words } from '@yiwang/service-kit'
import { z } from 'zod'
import { CHECKS } from '../../domain/candidates.ts'
import type { Candidate } from '../db/candidates.repository.ts'
import { roomPlace } from './ballots.schema.ts'

const instant = z.iso.datetime()
export const candidateId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)

export const newCandidate = z
  .strictObject({
    id: candidateId.meta({ description: 'The question of the ballot' }),
    name: someWords(100).meta({ description: 'With which the candidate stands, for all to read' }),
    statement: words(5_000).default(''),
    room: roomPlace.optional().meta({ description: 'A room of theirs; only the register is asked for it' }),
    person: z.uuid().optional().meta({ description: 'The account of who nominates themselves, as GET /v1/me says; of nobody else' }),
  })
  .meta({ id: 'NewCandidate' })
export type NewCandidate = z.output<typeof newCandidate>

const reason = someWords(2_000)
const account = z
  .boolean()
  .optional()
  .meta({ description: 'False: the account with which they stand is not theirs, and is taken from them' })
/** Who is not eligible is told why. */
export const vetting = z
  .discriminatedUnion('eligible', [
    z.strictObject({ eligible: z.literal(true), reason: reason.optional(), account }),
    z.strictObject({ eligible: z.literal(false), reason, account }),
  ])
  .meta({ id: 'Vetting' })
export type Vetting = z.output<typeof vetting>

export const candidateSchema = z
  .object({
    ...{ id: z.string(), name: z.string(), statement: z.string(), nominatedAt: instant },
    accepted: z.boolean().meta({ description: 'They stand with an account of theirs, with which they act if they are elected' }),
    findings: z.array(z.object({ check: z.enum(CHECKS), result: z.enum(['YES', 'NO', 'UNKNOWN']) })),
    eligible: z.boolean().optional().meta({ description: 'Once the community officer has vetted them' }),
    ...{ reason: z.string().optional(), vettedAt: instant.optional() },
  })
  .meta({ id: 'Candidate' })
export const candidatesSchema = z.object({ items: z.array(candidateSchema) }).meta({ id: 'Candidates' })

export const candidateView = ({ nominatedAt, findings, eligible, reason, vettedAt, ...candidate }: Candidate) => ({
  ...{ ...candidate, nominatedAt: nominatedAt.toISOString(), findings: [...findings] },
  ...(eligible !== null && { eligible }),
  ...(reason !== null && { reason }),
  ...(vettedAt && { vettedAt: vettedAt.toISOString() }),
})
