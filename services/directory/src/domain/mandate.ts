export const mandateKinds = ['CO_OWNERS', 'REPRESENTATIVE'] as const
export type MandateKind = (typeof mandateKinds)[number]

/** A set of owners says who votes for them: one of them, or a representative. */
export interface Mandate {
  readonly id: string
  readonly compound: string
  /** Of the compound: who looks after it files for who has no account. */
  readonly area: string
  readonly kind: MandateKind
  /** In order, each once. */
  readonly owners: readonly string[]
  /** Of CO_OWNERS: which of them. */
  readonly voter: string | undefined
  /** Of a REPRESENTATIVE with an account. */
  readonly person: string | undefined
  /** Of one without. */
  readonly name: string | undefined
  readonly from: Date
  readonly to: Date | undefined
  readonly document: string | undefined
  readonly filedBy: string
  readonly filedAt: Date
  /** Owners who gave it themselves. */
  readonly consents: readonly string[]
  /** When the last of them had, or an officer filed the document by which all did. */
  readonly completeAt: Date | undefined
  readonly revokedAt: Date | undefined
}

export const mandateStates = ['WAITING', 'AHEAD', 'IN_FORCE', 'ENDED', 'REVOKED'] as const
export type MandateState = (typeof mandateStates)[number]

export function stateOf({ from, to, completeAt, revokedAt }: Mandate, now: Date): MandateState {
  if (revokedAt) return 'REVOKED'
  if (to && to <= now) return 'ENDED'
  if (!completeAt) return 'WAITING'
  return from > now ? 'AHEAD' : 'IN_FORCE'
}

/** Owners who have yet to consent. */
export const waitsFor = ({ owners, consents, completeAt }: Mandate): string[] =>
  completeAt ? [] : owners.filter((owner) => !consents.includes(owner))
