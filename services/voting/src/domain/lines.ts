import type { RuleSet } from '@yiwang/counting'
import { canonical } from '@yiwang/ledger'

export type Way = 'ELECTRONIC' | 'PAPER'

/** The line of a head on the frozen roll. */
export const rollLine = (head: string, area: number): string => canonical({ line: 'roll', head, area })

export const attendanceLine = (head: string): string => canonical({ line: 'attendance', head })

/** The line of a ballot on the board: of a secret one whose it is stands nowhere. */
export const ballotLine = ({ secret }: Pick<RuleSet, 'secret'>, head: string, way: Way, sealed: Buffer): string =>
  canonical({ line: 'ballot', sealed: sealed.toString('base64'), ...(secret ? {} : { head, way }) })

/** What is sealed of a ballot. */
export const sealedText = (
  { secret }: Pick<RuleSet, 'secret'>,
  head: string,
  serial: number,
  choices: Readonly<Record<string, string>>,
): string => canonical(secret ? { choices } : { choices, head, serial })
