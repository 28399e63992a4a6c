import sodium from 'sodium-native'

/** Of a decision: what a choice is sealed to, and what opens it. X25519, 32 bytes each. */
export interface SealingKeys {
  readonly publicKey: Buffer
  readonly privateKey: Buffer
}

export function makeSealingKeys(): SealingKeys {
  const keys = { publicKey: Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES), privateKey: Buffer.alloc(sodium.crypto_box_SECRETKEYBYTES) }
  sodium.crypto_box_keypair(keys.publicKey, keys.privateKey)
  return keys
}

/** The public key that belongs to a private one. */
export function publicKeyOf(privateKey: Buffer): Buffer {
  const publicKey = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES)
  sodium.crypto_scalarmult_base(publicKey, privateKey)
  return publicKey
}

/**
 * Seals a text (libsodium sealed box). Every text of a decision is filled up to one length with spaces: a sealed box is as long as what is in it, and
 * would tell FOR from AGAINST. @throws RangeError for a text beyond that length.
 */
export function seal(text: string, length: number, publicKey: Buffer): Buffer {
  const bytes = Buffer.alloc(length, ' ')
  if (Buffer.byteLength(text) > length) throw new RangeError(`${Buffer.byteLength(text)} bytes do not fit into ${length}`)
  bytes.write(text)
  const sealed = Buffer.alloc(sealedSize(length))
  sodium.crypto_box_seal(sealed, bytes, publicKey)
  return sealed
}

/** Of a sealed text, in bytes. */
export const sealedSize = (length: number): number => length + sodium.crypto_box_SEALBYTES

/** What was sealed, without what fills it up; undefined for what was not sealed to this key. */
export function unseal(sealed: Buffer, keys: SealingKeys): string | undefined {
  if (sealed.length < sodium.crypto_box_SEALBYTES) return undefined
  const bytes = opened(sealed.length - sodium.crypto_box_SEALBYTES)
  return sodium.crypto_box_seal_open(bytes, sealed, keys.publicKey, keys.privateKey) ? bytes.toString().replace(/ +$/, '') : undefined
}

/** Where boxes are opened, one after the other: what was in them is left nowhere else. */
let scratch = Buffer.alloc(0)
function opened(length: number): Buffer {
  if (scratch.length < length) scratch = Buffer.alloc(length)
  return scratch.subarray(0, length)
}
