export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
export { type ChainedEntry, type ChainVerdict, canonical, entryHash, GENESIS_HASH, textHash, verifyChain } from './ledger.ts'
export { type Inclusion, leafHash, MerkleRoot, MerkleTree, verifyInclusion } from './merkle-tree.ts'
export { openNote, type Signer, signerOf, signNote, verifierKey } from './signed-note.ts'
