import { createHash } from 'node:crypto'

/** The number of an advisory lock with a name. */
export const lockNamed = (name: string): bigint => createHash('sha256').update(name).digest().readBigInt64BE()

/** Held by whoever changes who is which owner of a compound, or who votes for whom in it. */
export const registerLock = (compound: string): bigint => lockNamed(`register ${compound}`)
