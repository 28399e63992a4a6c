import { hash } from 'node:crypto'

/**
 * A UUID (version 8, RFC 9562) made from a name: the first 122 bits of its SHA-256. The same clock and the same
 * escalation have the same id wherever and whenever they are made. The sweep makes the same in SQL.
 */
export function uuidOf(name: string): string {
  const hex = hash('sha256', name)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}

export const clockId = (caseId: string, kind: string, no: number): string => uuidOf(`${caseId}/${kind}/${no}`)
