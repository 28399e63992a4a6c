import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** The `prevHash` of a first entry. */
export const GENESIS_HASH = '0'.repeat(64)

/** What the chain needs of an entry: its place, the hash of the one before, and its own. */
export interface ChainedEntry {
  readonly seq: number
  readonly prevHash: string
  readonly hash: string
}

/** The canonical form of a JSON value: RFC 8785 (JCS). @throws TypeError for what is no JSON. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('no JSON value')
  return text
}

/** Hex SHA-256 of the canonical form of an entry in its JSON form, without its own `hash`. */
export function entryHash(entry: object): string {
  const { hash: _, ...rest } = entry as { hash?: unknown }
  return createHash('sha256').update(canonical(rest), 'utf8').digest('hex')
}

/** Hex SHA-256 of the salt's bytes followed by the text in UTF-8; the salt is hex. */
export function textHash(salt: string, text: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(text, 'utf8').digest('hex')
}

export type ChainVerdict = { readonly ok: true } | { readonly ok: false; readonly seq: number; readonly reason: string }

/**
 * Whether entries are a whole chain from the first entry on: numbered from 1 without gaps, each naming the hash of the
 * one before, each hash that of its content. What this proves and what not: docs/formats/ledger.md.
 */
export function verifyChain(entries: readonly ChainedEntry[]): ChainVerdict {
  let prevHash = GENESIS_HASH
  for (const [index, entry] of entries.entries()) {
    const seq = index + 1
    if (entry.seq !== seq) return { ok: false, seq, reason: `expected entry ${seq}, found ${entry.seq}` }
    if (entry.prevHash !== prevHash) return { ok: false, seq, reason: 'prevHash is not the hash of the entry before' }
    if (entry.hash !== entryHash(entry)) return { ok: false, seq, reason: 'hash is not that of the entry' }
    prevHash = entry.hash
  }
  return { ok: true }
}
