import { Refusal } from './refusal.ts'

export const ACCOUNT_KINDS = ['FUND', 'PROPERTY_FEES'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

export interface AccountLine {
  readonly text: string
  /** In fen: what comes in, or with a minus what goes out. */
  readonly amount: number
}

export interface Balances {
  /** In fen. */
  readonly opening: number
  readonly closing: number
}

/** @throws Refusal where nothing lies between its ends */
export function requirePeriod({ from, to }: { readonly from: Date; readonly to: Date }): void {
  if (from >= to) throw new Refusal('period-empty', 'A period ends after it begins: `to` is the first day after it.')
}

/** @throws Refusal with what is missing or too much */
export function requireSum({ opening, closing }: Balances, lines: readonly AccountLine[]): void {
  const sum = lines.reduce((total, { amount }) => total + BigInt(amount), BigInt(opening))
  const difference = BigInt(closing) - sum
  if (difference === 0n) return
  const detail = `Opening and lines come to ${sum} fen, the closing is ${closing}: ${difference} fen apart.`
  throw new Refusal('accounts-do-not-add-up', detail, { difference: Number(difference) })
}

/**
 * What was closed with is opened with, so that nothing is lost between two periods; other figures need a reason for all to read.
 * @throws Refusal
 */
export function requireFollows(
  { opening, closing }: Balances,
  before: Balances | undefined,
  after: Balances | undefined,
  correction: string | undefined,
): void {
  if (correction !== undefined) return
  const wrong =
    before && before.closing !== opening ? before.closing - opening : after && after.opening !== closing ? after.opening - closing : 0
  if (wrong === 0) return
  const detail =
    'The period before closed with another figure than this one opens with, or the next opens with another: say why in `correction`.'
  throw new Refusal('accounts-do-not-follow', detail, {
    ...{ difference: wrong },
    ...(before && { before: before.closing }),
    ...(after && { after: after.opening }),
  })
}
