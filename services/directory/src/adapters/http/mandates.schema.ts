import { pageOf, pageQuery, someWords } from '@yiwang/service-kit'
import { z } from 'zod'
import { mandateKinds, mandateStates } from '../../domain/mandate.ts'
import { compoundCode, reason, recordEntry, registerKey } from './claims.schema.ts'

const instant = z.iso.datetime({ offset: true }).regex(/^[12]\d{3}-/)

/** What each kind needs is a rule (domain/mandate.ts), whose answer says all that is missing. */
export const newMandate = z
  .strictObject({
    compound: compoundCode,
    kind: z.enum(mandateKinds),
    owners: z.array(registerKey).min(1).max(50).describe('Keys of the owners who give it: every owner of a room, and nobody else'),
    voter: registerKey.optional().describe('Of CO_OWNERS: key of the one of them who votes'),
    person: someWords(200).optional().describe('Of a REPRESENTATIVE: login or id of who votes; of CO_OWNERS it may stand for the voter'),
    name: someWords(100).optional().describe('Of a REPRESENTATIVE without an account'),
    from: instant.optional().describe('Now, if absent'),
    to: instant.optional().describe('Needed for a REPRESENTATIVE'),
    document: z.uuid().optional().describe('An attachment. Needed for a REPRESENTATIVE, and from an officer'),
  })
  .meta({ id: 'NewMandate' })
export type NewMandateBody = z.output<typeof newMandate>

export const mandatesQuery = pageQuery.extend({ compound: compoundCode })
export type MandatesQuery = z.output<typeof mandatesQuery>
export const revocation = z.strictObject({ reason: reason.optional() }).meta({ id: 'MandateRevocation' })

const moment = z.iso.datetime()
export const mandate = z
  .object({
    id: z.uuid(),
    compound: z.string(),
    kind: z.enum(mandateKinds),
    owners: z.array(z.string()),
    voter: z.string().optional(),
    person: z.uuid().optional(),
    name: z.string().optional().describe('Masked'),
    from: moment,
    to: moment.optional(),
    document: z.uuid().optional(),
    state: z.enum(mandateStates),
    waitsFor: z.array(z.string()).describe('Owners who have yet to consent'),
    filedBy: z.uuid(),
    filedAt: moment,
    completeAt: moment.optional(),
    revokedAt: moment.optional(),
  })
  .meta({ id: 'Mandate' })
export const mandatesPage = pageOf(mandate).meta({ id: 'MandatesPage' })
export const mandateWithRecord = mandate.extend({ record: z.array(recordEntry) }).meta({ id: 'MandateWithRecord' })
