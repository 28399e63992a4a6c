import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { leafHash, MerkleTree } from '@yiwang/ledger'
import { type Actor, RequestError } from '@yiwang/service-kit'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { type RollHead, RollRepository } from './adapters/db/roll.repository.ts'
import { rollLine } from './domain/lines.ts'
import { PublishedLines } from './published-lines.ts'
import { ReadingService } from './reading.service.ts'

/** That a line is in a tree whose root is signed. */
export interface Proof {
  readonly index: number
  readonly size: number
  /** Base64, from the leaf up (RFC 9162, 2.1.3). */
  readonly proof: readonly string[]
  /** The signed note of the root. */
  readonly checkpoint: string
}

export interface Receipt {
  readonly receipt: string
  readonly note: string
  /** After the close. */
  readonly inclusion?: Proof
}

/** Frozen, so that it is the same tree for ever. */
interface Kept {
  readonly tree: Promise<MerkleTree>
  /** None as long as it is being built. */
  leaves: number
}

/** Of all trees together; a leaf takes 64 bytes. */
const MOST_LEAVES = 2_000_000

/** Proofs of inclusion: of an owner's line on the roll, of a ballot on the board. */
@Injectable()
export class TreesService {
  private readonly kept = new Map<string, Kept>()

  constructor(
    private readonly reading: ReadingService,
    private readonly database: Database,
    private readonly roll: RollRepository,
    private readonly ballots: BallotsRepository,
    private readonly published: PublishedLines,
  ) {}

  /** What became of a ballot: its receipt, and after the close where it stands on the board. */
  async receipt(reader: Actor, id: string, receipt: string): Promise<Receipt> {
    const decision = await this.reading.visible(reader, id)
    const note = await this.ballots.receipt(id, Buffer.from(receipt, 'hex'))
    if (note === undefined) throw new RequestError('not-found', 'There is no ballot with this receipt in this decision.')
    if (!decision.boardNote) return { receipt, note }
    return { receipt, note, inclusion: proofOf(await this.board(decision), Buffer.from(receipt, 'hex'), decision.boardNote) }
  }

  /** The lines of who asks, with the salt that shows whose they are, and once frozen the proof. */
  async ownLines(reader: Actor, id: string): Promise<(RollHead & { readonly inclusion?: Proof })[]> {
    const decision = await this.reading.visible(reader, id)
    const own = await this.roll.headsOf(id, reader.person)
    if (!decision.rollNote || own.length === 0) return own
    const frozen = await this.frozenRoll(decision)
    return own.map((head) => ({
      ...head,
      inclusion: proofOf(frozen, leafHash(rollLine(head.head, head.area)), decision.rollNote!),
    }))
  }

  private frozenRoll(decision: KeptDecision): Promise<MerkleTree> {
    return this.keep(`roll ${decision.id}`, () => this.published.roll(this.database, decision))
  }

  private board(decision: KeptDecision): Promise<MerkleTree> {
    return this.keep(`board ${decision.id}`, () => this.published.board(this.database, decision))
  }

  private keep(key: string, lines: () => AsyncGenerator<string[]>): Promise<MerkleTree> {
    const known = this.kept.get(key)
    if (known) return known.tree
    const kept: Kept = { tree: build(lines()), leaves: 0 }
    this.kept.set(key, kept)
    kept.tree.then(
      ({ size }) => {
        kept.leaves = size
        this.dropOldest()
      },
      () => this.kept.delete(key),
    )
    return kept.tree
  }

  private dropOldest(): void {
    let leaves = [...this.kept.values()].reduce((sum, kept) => sum + kept.leaves, 0)
    for (const [key, kept] of this.kept) {
      if (leaves <= MOST_LEAVES || this.kept.size === 1) return
      this.kept.delete(key)
      leaves -= kept.leaves
    }
  }
}

/** Without an object for each line. */
async function build(lines: AsyncGenerator<string[]>): Promise<MerkleTree> {
  const hashes: Buffer[] = []
  for await (const some of lines) hashes.push(Buffer.concat(some.map((line) => leafHash(line))))
  return MerkleTree.of(hashes)
}

function proofOf(tree: MerkleTree, leaf: Uint8Array, checkpoint: string): Proof {
  const index = tree.indexOf(leaf)
  return { index, size: tree.size, proof: tree.inclusionProof(index).map((node) => node.toString('base64')), checkpoint }
}
