import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const NONCE = 12
const TAG = 16

/** Seals names of residents and phones before they are stored (AES-256-GCM), and opens them for those who may read them. */
export class PersonalData {
  readonly #key: Buffer

  constructor(secret: string) {
    this.#key = createHash('sha256').update(secret, 'utf8').digest()
  }

  seal(text: string): Buffer {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws if it was sealed with another key. */
  open(sealed: Uint8Array): string {
    const bytes = Buffer.from(sealed)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE))
    decipher.setAuthTag(bytes.subarray(-TAG))
    try {
      return decipher.update(bytes.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8')
    } catch (error) {
      throw new Error('The personal data that is stored was sealed with another PERSONAL_DATA_KEY.', { cause: error })
    }
  }
}
