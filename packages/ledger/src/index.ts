export { type ChainedEntry, type ChainVerdict, canonical, entryHash, GENESIS_HASH, textHash, verifyChain } from './ledger.ts'
