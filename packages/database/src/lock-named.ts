import { hash } from 'node:crypto'

/** The number of an advisory lock with a name: one name, one lock, whatever the program. */
export const lockNamed = (name: string): bigint => hash('sha256', name, 'buffer').readBigInt64BE()
