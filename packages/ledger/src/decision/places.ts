import { randomInt } from 'node:crypto'

/** A pseudonym has 32 bytes: so many words. */
const WORDS = 8
const PRIME = 0x85ebca6b

/**
 * Numbers pseudonyms (64 hex digits) by their first appearance. A million take 50 MB, and none of it in the heap: strings in a Map would take 150 there.
 */
export class Places {
  size = 0
  /** One after the other. */
  private names = new Int32Array(WORDS * 1_024)
  /** By their hash, or in the next free place: their number from 1. At most half of it is full. */
  private table = new Int32Array(2_048)
  /** Nobody can make up pseudonyms that all hash to the same. */
  private readonly seed = randomInt(2 ** 32)
  private readonly asked = new Int32Array(WORDS)
  private readonly bytes = Buffer.from(this.asked.buffer)

  /** False for one that is there. @throws RangeError for what is no pseudonym */
  add(name: string): boolean {
    this.read(name)
    const slot = this.slotOf(this.asked, 0)
    if (this.table[slot] !== 0) return false
    if ((this.size + 1) * WORDS > this.names.length) this.names = grown(this.names)
    this.names.set(this.asked, this.size * WORDS)
    this.table[slot] = ++this.size
    if (this.size * 2 > this.table.length) this.rehash()
    return true
  }

  /** From 0. */
  of(name: string): number | undefined {
    this.read(name)
    const number = this.table[this.slotOf(this.asked, 0)]!
    return number === 0 ? undefined : number - 1
  }

  private read(name: string): void {
    if (name.length !== WORDS * 8 || this.bytes.write(name, 'hex') !== WORDS * 4) throw new RangeError(`no pseudonym: ${name}`)
  }

  /** Where a name stands, or where it would. */
  private slotOf(words: Int32Array, at: number): number {
    const mask = this.table.length - 1
    let hash = this.seed
    for (let n = 0; n < WORDS; n++) {
      hash = Math.imul(hash ^ words[at + n]!, PRIME)
      // What differs in the high bits alone differs in the low ones too, by which the slot is chosen.
      hash ^= hash >>> 15
    }
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.table[slot]!
      if (number === 0 || this.isAt(number - 1, words, at)) return slot
    }
  }

  private isAt(place: number, words: Int32Array, at: number): boolean {
    for (let n = 0; n < WORDS; n++) if (this.names[place * WORDS + n] !== words[at + n]) return false
    return true
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 2)
    for (let place = 0; place < this.size; place++) this.table[this.slotOf(this.names, place * WORDS)] = place + 1
  }
}

/** The same with room for as much again. */
export function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
