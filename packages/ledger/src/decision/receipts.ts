import type { Fate } from './ballot-box.ts'
import type { Faults } from './faults.ts'
import { openReceipt } from './receipt.ts'

/** Receipts that voters hold, and what became of their ballots. */
export class Receipts {
  /** By the leaf's hash; whose it is once it is read. */
  private readonly fates = new Map<string, (() => Fate) | undefined>()

  /** @param key of who signs for the decision of this origin. */
  constructor(
    notes: readonly string[],
    origin: string,
    key: string,
    private readonly faults: Faults,
  ) {
    for (const note of notes) {
      const leaf = openReceipt(note, origin, key)
      if (leaf) this.fates.set(leaf, undefined)
      else faults.add('wrong-signature', 'a receipt')
    }
  }

  /** A ballot is read. @param fate known once all of them are. */
  note(leaf: Buffer, fate: () => Fate): void {
    if (this.fates.size === 0) return
    const hex = leaf.toString('hex')
    if (this.fates.has(hex)) this.fates.set(hex, fate)
  }

  /** Of each that is on the board. */
  examine(): Map<string, Fate> {
    const found = new Map<string, Fate>()
    for (const [leaf, fate] of this.fates) {
      if (fate) found.set(leaf, fate())
      else this.faults.add('receipt-not-on-board', leaf)
    }
    return found
  }
}
