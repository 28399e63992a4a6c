/** Why a rule says no; each has its HTTP status in `errors.ts`. */
export type RefusalCode = 'document-needed' | 'register-does-not-match' | 'owner-not-clear' | 'household-not-clear' | 'not-of-this-room'

export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
  ) {
    super(detail)
  }
}
