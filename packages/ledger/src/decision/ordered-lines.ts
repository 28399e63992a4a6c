import { canonical } from '../ledger.ts'
import type { Faults } from './faults.ts'
import { kindOf, type LaterLine, laterLine, ONCE, ORDER } from './lines.ts'

/** Reads the lines after the first, each in the one form and at the place where it may stand. */
export class OrderedLines {
  private reached = 0

  constructor(
    private readonly isSecret: boolean,
    private readonly faults: Faults,
  ) {}

  /** Undefined: a fault, and nothing to take in. */
  read(text: string, number: number): LaterLine | undefined {
    const line = parsed(laterLine, text)
    if (!line) this.faults.add('not-readable', `line ${number}`)
    else if (this.mayStandHere(line)) return line
    else this.faults.add('out-of-order', `line ${number}: ${kindOf(line)}`)
    return undefined
  }

  /** Kinds come in their order, those that are there once not again, and those of secret decisions in none but these. */
  private mayStandHere(line: LaterLine): boolean {
    const kind = kindOf(line)
    const place = ORDER.indexOf(kind)
    const again = place === this.reached - 1
    if (place < this.reached - 1 || (again && ONCE.has(kind))) return false
    this.reached = place + 1
    if (line.line === 'ballot') return this.isSecret === (line.head === undefined) && this.isSecret === (line.way === undefined)
    return this.isSecret ? kind !== 'key' : kind !== 'attendance' && kind !== 'opened'
  }
}

/**
 * Undefined for what is not of the schema, or not in canonical form, or not whole (a default that is not written out, a member that is passed over): what
 * two readers could read in two ways.
 */
export function parsed<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, text: string): T | undefined {
  try {
    const { data } = schema.safeParse(JSON.parse(text))
    return data !== undefined && canonical(data) === text ? data : undefined
  } catch {
    return undefined
  }
}
