import type { Sealing } from '@yiwang/service-kit'
import type { Original } from '../domain/inbound/arrival.ts'
import type { Contact } from '../domain/masking.ts'

const contactOf = (matter: string) => ({ purpose: 'matter.contact', row: matter })
const originalOf = (entry: string) => ({ purpose: 'quarantine.original', row: entry })

export const sealContact = (sealing: Sealing, matter: string, contact: Contact): Buffer =>
  sealing.seal(JSON.stringify(contact), contactOf(matter))

export const openContact = (sealing: Sealing, matter: string, sealed: Buffer): Contact =>
  JSON.parse(sealing.open(sealed, contactOf(matter))) as Contact

/** What a legacy system wrote has names and phones anywhere in it: it is sealed whole. */
export const sealOriginal = (sealing: Sealing, entry: string, original: Original): Buffer =>
  sealing.seal(JSON.stringify(original), originalOf(entry))

export const openOriginal = (sealing: Sealing, entry: string, sealed: Buffer): Original =>
  JSON.parse(sealing.open(sealed, originalOf(entry))) as Original
