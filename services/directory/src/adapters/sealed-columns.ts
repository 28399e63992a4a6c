import type { Sealing } from '@yiwang/service-kit'
import type { ClaimDetails } from '../domain/claim.ts'

/** What people write here about themselves and others, sealed where it is stored. What the import brings: `import-store.ts`. */
const detailsOf = (claim: string) => ({ purpose: 'room_claim.details', row: claim })
const nameOf = (mandate: string) => ({ purpose: 'mandate.name', row: mandate })
const reasonOf = (subject: string, fact: string) => ({ purpose: 'register_entry.reason', row: `${subject} ${fact}` })

export const sealDetails = (sealing: Sealing, claim: string, details: ClaimDetails): Buffer =>
  sealing.seal(JSON.stringify(details), detailsOf(claim))
export const openDetails = (sealing: Sealing, claim: string, sealed: Buffer): ClaimDetails =>
  JSON.parse(sealing.open(sealed, detailsOf(claim))) as ClaimDetails

export const sealName = (sealing: Sealing, mandate: string, name: string): Buffer => sealing.seal(name, nameOf(mandate))
export const openName = (sealing: Sealing, mandate: string, sealed: Buffer): string => sealing.open(sealed, nameOf(mandate))

export const sealReason = (sealing: Sealing, subject: string, fact: string, reason: string): Buffer =>
  sealing.seal(reason, reasonOf(subject, fact))
export const openReason = (sealing: Sealing, subject: string, fact: string, sealed: Buffer): string =>
  sealing.open(sealed, reasonOf(subject, fact))
