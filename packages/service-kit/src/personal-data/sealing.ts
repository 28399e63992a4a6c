import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of everything sealed: says which form it has, for the day when there is a second. */
const FORM = 1

/** Where a sealed text belongs. It cannot be opened as that of another row, nor as another thing of the same row. */
export interface SealedPlace {
  /** What it is: table and column, or a name of its own. */
  readonly purpose: string
  /** Which row: the text of its key. */
  readonly row: string
}

/** Personal data at rest, sealed with AES-256-GCM: form byte, random nonce, tag, then the text. Inject it by this class. */
export class Sealing {
  readonly #key: Buffer
  readonly #keys: readonly Buffer[]

  /** As PERSONAL_DATA_KEY holds them: 32 bytes in base64; the first key seals, all of them open. */
  constructor(keys: string) {
    this.#keys = keys.split(',').map((key) => Buffer.from(key, 'base64'))
    this.#key = this.#keys[0]!
  }

  seal(text: string, place: SealedPlace): Buffer {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(place))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), sealed])
  }

  /** Throws if it was sealed with another key or for another place, or is not what was sealed. */
  open(sealed: Uint8Array, place: SealedPlace): string {
    const [form, nonce, tag, text] = partsOf(sealed)
    if (form !== FORM) throw new Error(`Personal data (${place.purpose}) is sealed in a form that this version does not know.`)
    let cause: unknown
    for (const key of this.#keys) {
      try {
        const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(place)).setAuthTag(tag)
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch (error) {
        cause = error
      }
    }
    const because = 'it was sealed with another PERSONAL_DATA_KEY, or for another row'
    throw new Error(`Personal data (${place.purpose}) cannot be opened: ${because}.`, { cause })
  }
}

const boundTo = ({ purpose, row }: SealedPlace): Buffer => Buffer.from(JSON.stringify([FORM, purpose, row]))

function partsOf(sealed: Uint8Array): [form: number | undefined, nonce: Buffer, tag: Buffer, text: Buffer] {
  const bytes = Buffer.from(sealed)
  const [nonce, tag] = [1, 1 + NONCE_BYTES]
  const text = tag + TAG_BYTES
  return [bytes[0], bytes.subarray(nonce, tag), bytes.subarray(tag, text), bytes.subarray(text)]
}
