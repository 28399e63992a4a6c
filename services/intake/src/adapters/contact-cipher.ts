import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Contact } from '../domain/masking.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
/** First byte of everything encrypted: says which form and key it is, for the day when there is a second. */
const FORM = Buffer.from([1])

/** Contacts at rest: AES-256-GCM, bound to their matter, so that a row's contact is of no use in another row. */
export class ContactCipher {
  constructor(private readonly key: Buffer) {}

  encrypt(matter: string, contact: Contact): Buffer {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(matter))
    const encrypted = Buffer.concat([cipher.update(JSON.stringify(contact), 'utf8'), cipher.final()])
    return Buffer.concat([FORM, iv, cipher.getAuthTag(), encrypted])
  }

  decrypt(matter: string, sealed: Buffer): Contact {
    const iv = sealed.subarray(1, 1 + IV_BYTES)
    const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
    const decipher = createDecipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(matter)).setAuthTag(tag)
    const text = Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Contact
  }
}
