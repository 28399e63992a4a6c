import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'

/** The type of signature of Ed25519 (C2SP signed-note). */
const ED25519 = 0x01
/** What stands before the 32 bytes of a key in its DER form (RFC 8410). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL_CHARACTERS = /[\u0000-\u0009\u000b-\u001f]/
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/

/** Signs in its name. Made by `signerOf`. */
export interface Signer {
  readonly name: string
  readonly key: KeyObject
  /** What verifies it, as `verifierKey` gives it. To make it out of the key takes longer than to sign. */
  readonly verifier: string
}

/** @param seed the 32 bytes of an Ed25519 private key (RFC 8032). @throws TypeError for a name or seed that cannot be one. */
export function signerOf(name: string, seed: Uint8Array): Signer {
  if (!/^[^\s+]+$/.test(name)) throw new TypeError(`the name of a key has neither spaces nor "+": ${JSON.stringify(name)}`)
  if (seed.length !== 32) throw new TypeError(`an Ed25519 private key has 32 bytes, not ${seed.length}`)
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' })
  return { name, key, verifier: verifierOf(name, key) }
}

/** What verifies it, as a line of text: `<name>+<key id, 8 hex digits>+<base64 of the type and the public key>` (C2SP signed-note). */
export const verifierKey = ({ verifier }: Signer): string => verifier

function verifierOf(name: string, key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length)
  const typed = Buffer.concat([Buffer.of(ED25519), publicKey])
  return `${name}+${keyId(name, typed).toString('hex')}+${typed.toString('base64')}`
}

/** A text with a signature under it (C2SP signed-note). @param text ends with a newline. @throws TypeError for a text that cannot be signed. */
export function signNote(text: string, signer: Signer): string {
  if (!text.endsWith('\n')) throw new TypeError('the text of a note ends with a newline')
  if (CONTROL_CHARACTERS.test(text)) throw new TypeError('the text of a note has no control characters')
  const [, id] = verifierKey(signer).split('+') as [string, string]
  const signature = Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(text), signer.key)])
  return `${text}\n\u2014 ${signer.name} ${signature.toString('base64')}\n`
}

/**
 * The text of a note if this key signed it; undefined if it did not. Signatures of other keys are passed over, a false one of this key is not made
 * good by a right one.
 * @param key as `verifierKey` gives it. @throws TypeError for a key that cannot be read.
 */
export function openNote(note: string, key: string): string | undefined {
  const { name, id, publicKey } = readVerifierKey(key)
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || CONTROL_CHARACTERS.test(note)) return undefined
  const text = note.slice(0, end + 1)
  const lines = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => SIGNATURE_LINE.exec(line))
  if (lines.some((line) => line === null)) return undefined
  const ours = lines
    .map((line) => ({ name: line![1], bytes: Buffer.from(line![2]!, 'base64') }))
    .filter((line) => line.name === name && line.bytes.subarray(0, 4).equals(id))
  const holds = ours.every(({ bytes }) => verify(null, Buffer.from(text), publicKey, bytes.subarray(4)))
  return ours.length > 0 && holds ? text : undefined
}

function readVerifierKey(key: string): { name: string; id: Buffer; publicKey: KeyObject } {
  const [, name, hex, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(key) ?? []
  const typed = Buffer.from(base64 ?? '', 'base64')
  if (name === undefined || typed.length !== 33 || typed[0] !== ED25519) throw new TypeError(`no Ed25519 verifier key: ${key}`)
  const id = keyId(name, typed)
  if (id.toString('hex') !== hex) throw new TypeError(`the id of the verifier key is not that of its name and bytes: ${key}`)
  return { name, id, publicKey: createPublicKey({ key: Buffer.concat([PUBLIC_DER, typed.subarray(1)]), format: 'der', type: 'spki' }) }
}

const keyId = (name: string, typed: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(0, 4)
