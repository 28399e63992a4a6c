import { type Signer, signerOf } from '@yiwang/ledger'
import type { VotingConfig } from './config.ts'

/** Injection token of the Signer of checkpoints and receipts. */
export const SIGNER = Symbol('Signer')

export const signerFrom = ({
  SIGNING_KEY,
  SIGNER_NAME,
  DISTRICT,
}: Pick<VotingConfig, 'SIGNING_KEY' | 'SIGNER_NAME' | 'DISTRICT'>): Signer =>
  signerOf(SIGNER_NAME ?? `district-${DISTRICT}/voting`, Buffer.from(SIGNING_KEY, 'base64'))

/** Begins the origin of everything that is signed of a decision. */
export const originOf = (signer: Signer, decision: string): string => `${signer.name}/decision/${decision}`
