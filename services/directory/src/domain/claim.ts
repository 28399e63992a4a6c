import type { RoomKey } from './district.ts'

export const claimStates = ['PENDING', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'REVOKED'] as const
export type ClaimState = (typeof claimStates)[number]
export const claimKinds = ['OWNER', 'TENANT'] as const
export type ClaimKind = (typeof claimKinds)[number]
/** By what an officer knows the claimant: a document, or phone and identity number as the register has them. */
export const approvalBases = ['DOCUMENT', 'PHONE_AND_ID'] as const
export type ApprovalBasis = (typeof approvalBases)[number]

/** What the claimant says of themselves. Sealed where it is stored. */
export interface ClaimDetails {
  readonly name: string
  readonly phone: string
  readonly idLastDigits?: string | undefined
}

/** A person's word that a room is theirs, or that they live there. */
export interface Claim extends RoomKey {
  readonly id: string
  /** Area of the compound: who looks after it decides. */
  readonly area: string
  /** Absent where an import approved a login that has not become a person yet. */
  readonly person: string | undefined
  /** Of an import's alone. */
  readonly login: string | undefined
  readonly as: ClaimKind
  readonly owner: string | undefined
  readonly household: string | undefined
  /** Absent where an import approved it, and once it is refused, withdrawn or revoked. */
  readonly details: ClaimDetails | undefined
  readonly document: string | undefined
  readonly state: ClaimState
  readonly claimedAt: Date
}

/** What may become of a claim, from which state. */
export const claimMoves = {
  approve: 'PENDING',
  refuse: 'PENDING',
  withdraw: 'PENDING',
  revoke: 'APPROVED',
} as const satisfies Record<string, ClaimState>
export type ClaimMove = keyof typeof claimMoves
