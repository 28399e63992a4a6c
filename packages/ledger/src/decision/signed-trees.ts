import { type Checkpoint, openCheckpoint } from '../checkpoint.ts'
import { MerkleRoot } from '../merkle-tree.ts'
import type { FaultName, Faults } from './faults.ts'
import type { CheckpointLine } from './lines.ts'

type Of = CheckpointLine['of']

/** What a checkpoint says besides its tree, as it must be, and what it is where it is not. */
export interface Extension {
  readonly lines: readonly string[]
  readonly otherwise: FaultName
}

const CHANGED = { ROLL: 'roll-changed', BOARD: 'board-changed', RESULT: 'opened-differs' } as const

/** The trees of a decision as they are read, and the checkpoints that vouch for them. */
export class SignedTrees {
  readonly roll = new MerkleRoot()
  readonly board = new MerkleRoot()
  readonly attendance = new MerkleRoot()
  readonly opened = new MerkleRoot()
  private readonly vouched = new Map<Of, Checkpoint>()

  constructor(
    private readonly origin: string,
    private readonly key: string,
    private readonly faults: Faults,
  ) {}

  vouch({ of, note }: CheckpointLine) {
    const checkpoint = openCheckpoint(note, this.key)
    if (checkpoint?.origin !== this.originOf(of)) return this.faults.add('wrong-signature', of)
    this.vouched.set(of, checkpoint)
  }

  /** The instant that the board's checkpoint names, as it is written. */
  get closedAt(): string | undefined {
    return /^closed (\S+)$/.exec(this.vouched.get('BOARD')?.extension?.[0] ?? '')?.[1]
  }

  /** Each tree is what its checkpoint vouches for. */
  examine(extensions: Readonly<Record<Of, Extension>>) {
    const trees = { ROLL: this.roll, BOARD: this.board, RESULT: this.opened }
    for (const part of ['ROLL', 'BOARD', 'RESULT'] as const) {
      const checkpoint = this.vouched.get(part)
      if (!checkpoint) {
        this.faults.add('wrong-signature', `there is no checkpoint of ${part}`)
        continue
      }
      const { size, root, extension = [] } = checkpoint
      const { lines, otherwise } = extensions[part]
      if (size !== trees[part].size || !trees[part].root.equals(root)) {
        this.faults.add(CHANGED[part], `${size} leaves are vouched for; here are ${trees[part].size}`)
      }
      if (extension.join('\n') !== lines.join('\n')) this.faults.add(otherwise, `${part} is not signed for ${lines.join(', ')}`)
    }
  }

  /** What somebody kept from before must be what is vouched for now. */
  examineKept(notes: readonly string[]) {
    for (const note of notes) {
      const kept = openCheckpoint(note, this.key)
      const of = (['ROLL', 'BOARD', 'RESULT'] as const).find((each) => kept?.origin === this.originOf(each))
      if (!kept || !of) this.faults.add('wrong-signature', 'a checkpoint that was kept')
      else if (!isSame(this.vouched.get(of), kept)) this.faults.add('checkpoint-contradicted', kept.origin)
    }
  }

  private originOf = (of: Of): string => `${this.origin}/${of.toLowerCase()}`
}

function isSame(now: Checkpoint | undefined, kept: Checkpoint): boolean {
  return (
    now !== undefined &&
    now.size === kept.size &&
    Buffer.from(now.root).equals(kept.root) &&
    now.extension?.join('\n') === kept.extension?.join('\n')
  )
}

/** Of a tree as a line of an extension has it. */
export const treeInWords = (tree: MerkleRoot): string => `${tree.size} ${tree.root.toString('base64')}`
