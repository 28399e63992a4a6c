import { openNote, type Signer, signNote } from './signed-note.ts'

/** What a tree is at an instant. */
export interface Checkpoint {
  /** Which tree: unique among all that a key signs. */
  readonly origin: string
  /** Number of leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Lines of the signer's own; not one of them empty. */
  readonly extension?: readonly string[]
}

/** A signed note that vouches for a tree (C2SP tlog-checkpoint). */
export function signCheckpoint({ origin, size, root, extension = [] }: Checkpoint, signer: Signer): string {
  const lines = [origin, String(size), Buffer.from(root).toString('base64'), ...extension]
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new TypeError('a line of a checkpoint is neither empty nor two lines')
  return signNote(`${lines.join('\n')}\n`, signer)
}

/** What the note vouches for; undefined if this key did not sign it or it is no checkpoint. @throws TypeError for a key that cannot be read. */
export function openCheckpoint(note: string, key: string): Checkpoint | undefined {
  const [origin, size, root, ...extension] = openNote(note, key)?.split('\n').slice(0, -1) ?? []
  const bytes = Buffer.from(root ?? '', 'base64')
  if (
    !origin ||
    !/^(0|[1-9]\d{0,14})$/.test(size ?? '') ||
    bytes.length !== 32 ||
    bytes.toString('base64') !== root ||
    extension.includes('')
  )
    return undefined
  return { origin, size: Number(size), root: bytes, extension }
}
