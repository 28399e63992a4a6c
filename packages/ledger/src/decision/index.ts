export * from './lines.ts'
export { openReceipt, signReceipt } from './receipt.ts'
export { makeSealingKeys, publicKeyOf, type SealingKeys, seal, unseal } from './sealing.ts'
export { type Evidence, type Verdict, verifyDecision } from './verify-decision.ts'
