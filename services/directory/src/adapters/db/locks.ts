import { lockNamed } from '@yiwang/database'

/** Held by whoever changes who is which owner of a compound, or who votes for whom in it. */
export const registerLock = (compound: string): bigint => lockNamed(`register ${compound}`)
