export const refusalReasons = [
  'unreadable',
  'missing-field',
  'bad-value',
  'unknown-code',
  'unknown-type',
  'unknown-area',
  'point-outside-district',
  'number-in-use',
  'waits-for-create',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** An event that cannot be mapped: why, and where in it the fault lies. The detail has names of fields and codes, never their free text. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly reason: RefusalReason,
    readonly pointer: string,
    readonly detail: string,
  ) {
    super(`${reason} at ${pointer || 'the event'}: ${detail}`)
  }
}
