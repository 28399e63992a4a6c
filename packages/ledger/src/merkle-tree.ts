import { hash } from 'node:crypto'

/** Bytes of a SHA-256. */
const SIZE = 32
const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)

/** By way of a text: a Buffer straight from the hash has memory of its own, and to give that back a million times costs more than the hash. */
const sha256 = (content: string | Uint8Array): Buffer => Buffer.from(hash('sha256', content, 'binary'), 'binary')

/** SHA-256 of 0x00 and what the leaf stands for; a text counts as UTF-8 (RFC 6962, 2.1). */
export function leafHash(content: string | Uint8Array): Buffer {
  return sha256(typeof content === 'string' ? `\0${content}` : Buffer.concat([LEAF, content]))
}

/** SHA-256 of 0x01 and the two subtrees (RFC 6962, 2.1). */
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]))

/**
 * The Merkle tree of RFC 6962, section 2.1, over the hashes of its leaves. Kept level by level, 64 bytes a leaf: a last node without a sibling
 * goes up as it is, which is the tree that the RFC defines by its largest power of two.
 */
export class MerkleTree {
  /** From the leaves to the root, the hashes of a level one after the other. */
  private readonly levels: readonly Buffer[]

  private constructor(leaves: Buffer) {
    const levels = [leaves]
    for (let below = leaves; below.length > SIZE; levels.push(below)) below = levelAbove(below)
    this.levels = levels
  }

  /** @param hashes each by `leafHash`, in order; several may come joined. */
  static of(hashes: readonly Uint8Array[]): MerkleTree {
    return new MerkleTree(Buffer.concat(hashes))
  }

  /** Number of leaves. */
  get size(): number {
    return this.levels[0]!.length / SIZE
  }

  /** 32 bytes; of a tree without leaves the hash of nothing. */
  get root(): Buffer {
    return this.size === 0 ? sha256(Buffer.alloc(0)) : this.levels.at(-1)!
  }

  /** Where the leaf with this hash stands, the first of several; -1: nowhere. */
  indexOf(hash: Uint8Array): number {
    const leaves = this.levels[0]!
    let at = leaves.indexOf(hash)
    // Found across two hashes it is no hash.
    while (at > 0 && at % SIZE !== 0) at = leaves.indexOf(hash, at + 1)
    return at < 0 ? -1 : at / SIZE
  }

  /** The audit path of a leaf, from the leaf up (RFC 6962, 2.1.1). @throws RangeError for a place outside the tree. */
  inclusionProof(index: number): Buffer[] {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw new RangeError(`there is no leaf ${index} in a tree of ${this.size}`)
    return this.levels.flatMap((level, height) => nodeAt(level, Math.floor(index / 2 ** height) ^ 1) ?? [])
  }
}

function nodeAt(level: Buffer, index: number): Buffer | undefined {
  const node = level.subarray(index * SIZE, (index + 1) * SIZE)
  return node.length === 0 || level.length === SIZE ? undefined : node
}

function levelAbove(below: Buffer): Buffer {
  const count = below.length / SIZE
  const above = Buffer.alloc(Math.ceil(count / 2) * SIZE)
  const pair = Buffer.concat([NODE, Buffer.alloc(2 * SIZE)])
  for (let index = 0; index + 1 < count; index += 2) {
    below.copy(pair, 1, index * SIZE, (index + 2) * SIZE)
    sha256(pair).copy(above, (index / 2) * SIZE)
  }
  if (count % 2 === 1) below.copy(above, above.length - SIZE, below.length - SIZE)
  return above
}

/** The root of a tree that is read leaf by leaf, in the memory of its height. */
export class MerkleRoot {
  /** Of full subtrees, the largest first. */
  private readonly subtrees: Buffer[] = []
  /** Leaves until now. */
  size = 0

  add(hash: Buffer): void {
    let node = hash
    // A full subtree ends for each time that the number of leaves can be halved.
    for (let count = ++this.size; count % 2 === 0; count /= 2) node = nodeHash(this.subtrees.pop()!, node)
    this.subtrees.push(node)
  }

  /** 32 bytes: the root of the leaves until now. */
  get root(): Buffer {
    return this.size === 0 ? sha256(Buffer.alloc(0)) : this.subtrees.reduceRight((right, left) => nodeHash(left, right))
  }
}

/** That a leaf stands at a place of a tree. */
export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  /** Number of leaves of the tree. */
  readonly size: number
  readonly proof: readonly Uint8Array[]
}

/** Whether the proof leads from the leaf to this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ leaf, index, size, proof }: Inclusion, root: Uint8Array): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= size) return false
  let [place, last] = [index, size - 1]
  let reached: Uint8Array = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      reached = nodeHash(sibling, reached)
      // On the right edge a node goes up as it is until it has a sibling on its left.
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else reached = nodeHash(reached, sibling)
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && Buffer.from(reached).equals(root)
}

const half = (n: number): number => Math.floor(n / 2)
