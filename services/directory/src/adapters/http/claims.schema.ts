import { pageOf, pageQuery, someWords, words } from '@yiwang/service-kit'
import { z } from 'zod'
import { approvalBases, claimKinds, claimStates } from '../../domain/claim.ts'
import { roomKinds } from '../../domain/vocabulary.ts'

/** What is said of rooms and their people over HTTP. */
export const compoundCode = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)
/** Of an owner or a household within a compound. */
export const registerKey = compoundCode
export const reason = someWords(500)
export const phone = z
  .string()
  .regex(/^(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/, 'must be a mobile number of 11 digits or a landline with its area code')
const instant = z.iso.datetime()
const document = z.uuid().describe('An attachment, as POST /v1/attachments answered it')
const place = { building: someWords(64), unit: words(64).default(''), room: someWords(64) }

export const newClaim = z
  .strictObject({
    compound: compoundCode,
    ...place,
    as: z.enum(claimKinds).describe('TENANT: whoever lives there, the owner’s family too'),
    owner: registerKey.optional().describe('Key of the owner, where the claimant knows it'),
    household: registerKey.optional().describe('Key of the household, where the claimant knows it'),
    name: someWords(100),
    phone,
    idLastDigits: z
      .string()
      .regex(/^\d{3,5}[\dXx]$/, 'must be the last four to six digits of an identity number')
      .optional(),
    document: document.optional(),
  })
  .meta({ id: 'NewRoomClaim' })
export type NewClaim = z.output<typeof newClaim>

export const claimsQuery = pageQuery.extend({
  compound: compoundCode.optional(),
  state: z.enum(claimStates).optional(),
  mine: z.enum(['true', 'false']).optional().describe('true where no compound is named'),
})
export type ClaimsQuery = z.output<typeof claimsQuery>

export const approval = z
  .strictObject({
    by: z.enum(approvalBases),
    owner: registerKey.optional().describe('Needed where several owners fit'),
    household: registerKey.optional().describe('Of an owner who lives there, too'),
    document: document.optional().describe('That of the claim, if absent'),
  })
  .meta({ id: 'RoomClaimApproval' })
export type ApprovalBody = z.output<typeof approval>
export const withReason = z.strictObject({ reason }).meta({ id: 'WithReason' })
export const nothing = z.strictObject({}).optional()

const claimMembers = {
  id: z.uuid(),
  compound: z.string(),
  building: z.string(),
  unit: z.string(),
  room: z.string(),
  as: z.enum(claimKinds),
  state: z.enum(claimStates),
  claimedAt: instant,
  person: z.uuid().optional(),
  name: z.string().optional().describe('Masked; absent once the claim is over'),
  owner: z.string().optional(),
  household: z.string().optional(),
  document: z.uuid().optional(),
  matches: z
    .object({ owner: z.string(), phone: z.boolean(), name: z.boolean(), idLastDigits: z.boolean().nullable() })
    .meta({ id: 'RegisterMatch' })
    .optional()
    .describe('For the officer: how it compares with the owner of the room that fits best; null where claim or register does not say'),
}
export const claim = z.object(claimMembers).meta({ id: 'RoomClaim' })
export const claimsPage = pageOf(claim).meta({ id: 'RoomClaimsPage' })
export const recordEntry = z
  .object({
    fact: z.string(),
    at: instant,
    by: z.uuid().optional().describe('Absent: the import'),
    owner: z.string().optional(),
    basis: z.string().optional(),
    document: z.uuid().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'RegisterEntry' })
export const claimWithRecord = z.object({ ...claimMembers, record: z.array(recordEntry) }).meta({ id: 'RoomClaimWithRecord' })

const heldRoom = z
  .object({
    compound: z.string(),
    building: z.string(),
    unit: z.string(),
    room: z.string(),
    kind: z.enum(roomKinds),
    area: z.int().describe('In 0.01 m²'),
    as: z.enum(claimKinds),
    key: z.string().describe('Of the owner or the household'),
    since: instant,
  })
  .meta({ id: 'HeldRoom' })
export const heldRoomsPage = pageOf(heldRoom).meta({ id: 'HeldRoomsPage' })
