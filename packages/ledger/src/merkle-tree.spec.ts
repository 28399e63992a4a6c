import fc from 'fast-check'
import { leafHash, MerkleRoot, MerkleTree, verifyInclusion } from './merkle-tree.ts'

/** The leaves and roots by which implementations of Certificate Transparency test themselves. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const hashes = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')))
const tree = fc.array(fc.string(), { minLength: 1, maxLength: 70 }).map((texts) => texts.map((text, n) => leafHash(`${n} ${text}`)))
const place = fc.nat(1_000)

describe('a Merkle tree', () => {
  it.each(ROOTS.entries().toArray())('of %i leaves has the root that is known', (size, root) => {
    expect(MerkleTree.of(hashes.slice(0, size)).root.toString('hex')).toBe(root)
  })

  it('has the same root when it is read leaf by leaf, after each of them', () => {
    fc.assert(
      fc.property(tree, (leaves) => {
        const read = new MerkleRoot()
        return leaves.every((leaf, n) => {
          read.add(leaf)
          return read.root.equals(MerkleTree.of(leaves.slice(0, n + 1)).root)
        })
      }),
    )
    expect(new MerkleRoot().root).toEqual(MerkleTree.of([]).root)
  })

  it('finds each of its leaves, and nothing that lies across two of them', () => {
    const made = MerkleTree.of([Buffer.concat(hashes.slice(0, 3)), ...hashes.slice(3)])
    expect(hashes.map((hash) => made.indexOf(hash))).toEqual(hashes.map((_, index) => index))
    expect(made.indexOf(Buffer.concat([hashes[0]!.subarray(16), hashes[1]!.subarray(0, 16)]))).toBe(-1)
  })

  it('proves each of its leaves', () => {
    fc.assert(
      fc.property(tree, (leaves) => {
        const { root, size, ...made } = withProofs(leaves)
        return leaves.every((leaf, index) => verifyInclusion({ leaf, index, size, proof: made.proofs[index]! }, root))
      }),
    )
  })

  it('proves no other leaf, place or size, and nothing by a proof that was changed, cut or lengthened', () => {
    fc.assert(
      fc.property(tree, place, place, fc.nat(255), (leaves, at, other, bits) => {
        fc.pre(leaves.length > 1)
        const { root, size, proofs } = withProofs(leaves)
        const [index, another] = [at % size, other % size]
        const right = { leaf: leaves[index]!, index, size, proof: proofs[index]! }
        const changed = right.proof.map((node, n) => (n === other % right.proof.length ? flipped(node, bits) : node))
        const wrong = [
          { ...right, leaf: flipped(right.leaf, bits) },
          { ...right, proof: changed },
          { ...right, proof: right.proof.slice(1) },
          { ...right, proof: [...right.proof, root] },
          { ...right, index: size },
          { ...right, index: -1 },
          { ...right, index: index + 0.5 },
          ...(another === index ? [] : [{ ...right, index: another }]),
        ]
        return wrong.every((claim) => !verifyInclusion(claim, root)) && !verifyInclusion(right, flipped(root, bits))
      }),
    )
  })

  it('has no proof of a leaf that it does not have', () => {
    for (const index of [-1, 8, 0.5, Number.NaN]) expect(() => MerkleTree.of(hashes).inclusionProof(index)).toThrow(RangeError)
  })

  it('holds a leaf apart from a node: two leaves are not the leaf of both', () => {
    const [one, other] = [hashes[0]!, hashes[1]!]
    expect(leafHash(Buffer.concat([one, other]))).not.toEqual(MerkleTree.of([one, other]).root)
  })
})

function withProofs(leaves: readonly Buffer[]) {
  const made = MerkleTree.of(leaves)
  return { root: made.root, size: made.size, proofs: leaves.map((_, index) => made.inclusionProof(index)) }
}

/** The same bytes but for one bit. */
function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}
