import { createHash } from 'node:crypto'
import type { MatterType } from './directory.ts'

/**
 * Whether a case is drawn for verification. The draw is a hash of the case's id: nobody can influence it, and anybody
 * can check it afterwards.
 */
export function isDrawn(caseId: string, type: MatterType): boolean {
  if (type.verification?.mode !== 'SAMPLE') return true
  const share = createHash('sha256').update(caseId).digest().readUInt32BE() / 2 ** 32
  return share * 100 < type.verification.percent
}
