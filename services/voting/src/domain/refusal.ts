/** Why a rule says no, as the codes of errors.ts have it. */
export type RefusalCode =
  | 'command-not-legal'
  | 'not-complete'
  | 'stage-too-short'
  | 'plan-frozen'
  | 'opinions-closed'
  | 'named-twice'
  | 'amount-too-large'
  | 'not-an-election'
  | 'opinions-unanswered'
  | 'roll-unsettled'
  | 'candidates-not-vetted'
  | 'shares-not-taken'
  | 'not-counted'
  | 'objections-open'
  | 'not-passed'
  | 'not-executed'
  | 'not-confirmed'
  | 'nothing-to-vote'
  | 'step-incomplete'
  | 'payment-exceeds-plan'
  | 'period-empty'
  | 'accounts-do-not-add-up'
  | 'accounts-do-not-follow'

export class Refusal extends Error {
  override readonly name = 'Refusal'

  /** @param detail says to the caller what to do. */
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly extra?: Readonly<Record<string, unknown>>,
  ) {
    super(detail)
  }
}

/** @throws Refusal where two have one name, and are not told apart by it */
export function requireDifferent(what: string, names: readonly string[]): void {
  const doubled = names.find((name, n) => names.indexOf(name) !== n)
  if (doubled !== undefined) throw new Refusal('named-twice', `Each has a name of its own: ${what} “${doubled}” is there twice.`)
}
