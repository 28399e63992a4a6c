import { readdirSync, readFileSync } from 'node:fs'
import { combine } from 'shamir-secret-sharing'
import { openCheckpoint } from '../checkpoint.ts'
import { verifyInclusion } from '../merkle-tree.ts'
import { FAULTS } from './faults.ts'
import { type OwnLine, ownLine } from './own-lines.ts'
import { openReceipt } from './receipt.ts'
import { verifyDecision } from './verify-decision.ts'

/** An item of vectors.json. */
interface Vector {
  readonly file: string
  readonly says: string
  readonly receipts?: readonly { file: string; fate?: string }[]
  readonly lines?: readonly { file: string; ballot?: object | null }[]
  readonly shares?: readonly string[]
  readonly faults: readonly string[]
}

const folder = new URL('../../../../docs/formats/decision-examples/', import.meta.url)
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const key = text('key.txt').trim()
const vectors = JSON.parse(text('vectors.json')) as Vector[]

async function* linesOf(file: string): AsyncGenerator<string> {
  yield* text(file).trimEnd().split('\n')
}
const ownLinesOf = ({ lines = [] }: Vector): OwnLine[] => lines.map(({ file }) => ownLine.parse(JSON.parse(text(file))))

async function verdictOf(vector: Vector) {
  const { file, receipts = [], shares } = vector
  const privateKey = shares && Buffer.from(await combine(shares.map((name) => Uint8Array.from(Buffer.from(text(name), 'base64')))))
  return verifyDecision(linesOf(file), {
    ...{ key, receipts: receipts.map((receipt) => text(receipt.file)), ownLines: ownLinesOf(vector) },
    ...(privateKey && { privateKey }),
  })
}

describe('the vectors of docs/formats/decision.md', () => {
  it.each(vectors.map((vector) => [vector.file, vector] as const))('%s', async (_, vector) => {
    const { faults, receipts, ownLines } = await verdictOf(vector)
    expect(faults.map(({ name }) => name).toSorted()).toEqual(vector.faults.toSorted())
    const fates = vector.receipts?.map(({ fate }) => fate).filter((fate) => fate !== undefined)
    if (fates?.length) expect([...receipts!.values()]).toEqual(fates)
    const ballots = vector.lines?.map(({ ballot }) => ballot).filter((ballot) => ballot !== undefined)
    if (ballots?.length) expect(ownLines!.map(({ ballot = null }) => ballot)).toEqual(ballots)
  })

  it('have no file that is not told of', () => {
    const told = vectors.flatMap(({ file, receipts = [], lines = [] }) => [file, ...[...receipts, ...lines].map((held) => held.file)])
    const others = readdirSync(folder).filter((name) => !told.includes(name) && !/\.share-\d\.txt$/.test(name))
    expect(others.toSorted()).toEqual(['board-proof.json', 'key.txt', 'vectors.json'])
  })

  it('prove the place of a ballot on the board, as it is answered for its receipt', () => {
    const { receipt, note, inclusion } = JSON.parse(text('board-proof.json'))
    const { index, size, proof, checkpoint } = inclusion
    const path = proof.map((node: string) => Buffer.from(node, 'base64'))
    const { root, origin } = openCheckpoint(checkpoint, key)!
    expect(verifyInclusion({ leaf: Buffer.from(receipt, 'hex'), index, size, proof: path }, root)).toBe(true)
    expect(openReceipt(note, origin.replace(/\/board$/, ''), key)).toBe(receipt)
  })

  it('and the page name each fault', () => {
    const page = readFileSync(new URL('../decision.md', folder), 'utf8')
    expect(Object.keys(FAULTS).filter((name) => !page.includes(`\n| \`${name}\` |`))).toEqual([])
  })
})
