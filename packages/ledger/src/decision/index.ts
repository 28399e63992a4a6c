export * from './lines.ts'
export { makeSealingKeys, publicKeyOf, type SealingKeys, seal, unseal } from './sealing.ts'
export { type Evidence, type Verdict, verifyDecision } from './verify-decision.ts'
