import { split } from 'shamir-secret-sharing'
import { type Closed, key, linesOf, notesOf, ownLineOf, receiptsOf } from '../../packages/ledger/src/decision/export.fixture.ts'
import { leafHash, MerkleTree } from '../../packages/ledger/src/merkle-tree.ts'
import { held, type Vector } from './held.ts'
import { tampered } from './tampered.ts'

/** Decisions and what must be found of each, by the names of their files. */
export async function exampleFiles(): Promise<Map<string, string>> {
  const vectors = [...held(), ...tampered()]
  const files = new Map<string, string>([['key.txt', `${key}\n`]])
  for (const { name, lines } of vectors) files.set(`${name}.jsonl`, lines.map((line) => `${line}\n`).join(''))
  for (const { name, hand } of vectors) for (const [file, text] of await handedTo(name, hand)) files.set(file, text)
  const [named] = vectors
  files.set('board-proof.json', `${JSON.stringify(boardProofOf(named!.hand!.of, 2))}\n`)
  files.set('vectors.json', `${JSON.stringify(vectors.map(shown), undefined, 2)}\n`)
  return files
}

/** What is answered for a receipt after the close: GET /v1/decisions/{id}/receipts/{receipt}. */
function boardProofOf(decision: Closed, n: number) {
  const leaves = linesOf(decision).board.map((line) => leafHash(line))
  const proof = MerkleTree.of(leaves)
    .inclusionProof(n)
    .map((node) => node.toString('base64'))
  const inclusion = { index: n, size: leaves.length, proof, checkpoint: notesOf(decision).BOARD }
  return { receipt: leaves[n]!.toString('hex'), note: receiptsOf(decision)[n]!, inclusion }
}

/** What somebody holds against the file: receipts, lines of the roll, shares. */
async function handedTo(name: string, hand: Vector['hand']): Promise<[string, string][]> {
  if (!hand) return []
  const { of, receipts = [], lines = [], shares = false } = hand
  return [
    ...receipts.map((n): [string, string] => [receiptFile(name, n), receiptsOf(of)[n]!]),
    ...lines.map((n): [string, string] => [lineFile(name, n), `${JSON.stringify(ownLineOf(of, n))}\n`]),
    ...(shares ? await sharesOf(name, of) : []),
  ]
}

async function sharesOf(name: string, { keys }: Closed): Promise<[string, string][]> {
  const shares = await split(Uint8Array.from(keys.privateKey), 3, 2)
  return shares.map((share, n) => [shareFile(name, n), `${Buffer.from(share).toString('base64')}\n`])
}

const receiptFile = (name: string, n: number) => `${name}.receipt-${n + 1}.txt`
const lineFile = (name: string, n: number) => `${name}.line-${n + 1}.json`
const shareFile = (name: string, n: number) => `${name}.share-${n + 1}.txt`

/** As vectors.json has it: files, and what must be found. */
function shown({ name, says, hand, faults = [], fates = [], ballots }: Vector) {
  const { receipts = [], lines = [], shares = false } = hand ?? {}
  return {
    ...{ file: `${name}.jsonl`, says },
    ...(receipts.length > 0 && {
      receipts: receipts.map((n, at) => ({ file: receiptFile(name, n), ...(fates[at] && { fate: fates[at] }) })),
    }),
    ...(lines.length > 0 && { lines: lines.map((n, at) => ({ file: lineFile(name, n), ...(ballots && { ballot: ballots[at] }) })) }),
    ...(shares && { shares: [0, 2].map((n) => shareFile(name, n)) }),
    faults,
  }
}
