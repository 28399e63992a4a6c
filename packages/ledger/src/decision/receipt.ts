import { openNote, type Signer, signNote } from '../signed-note.ts'

/** What a voter gets: the signer's word that this leaf is on the board of this decision. A signed note of two lines. */
export function signReceipt(origin: string, leaf: Uint8Array, signer: Signer): string {
  return signNote(`${origin}/receipt\n${Buffer.from(leaf).toString('hex')}\n`, signer)
}

/** The leaf's hash in hex; undefined for what this key did not sign, or of another decision. */
export function openReceipt(note: string, origin: string, key: string): string | undefined {
  const [first, leaf, ...more] = openNote(note, key)?.split('\n') ?? []
  return first === `${origin}/receipt` && /^[0-9a-f]{64}$/.test(leaf ?? '') && more.length === 1 ? leaf : undefined
}
