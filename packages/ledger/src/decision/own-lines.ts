import { z } from 'zod'
import { openCheckpoint } from '../checkpoint.ts'
import { canonical } from '../ledger.ts'
import { leafHash, verifyInclusion } from '../merkle-tree.ts'
import type { Choices, Way } from './ballot-box.ts'
import type { Faults } from './faults.ts'
import { headPseudonym, rollLine } from './lines.ts'

const inclusion = z.object({ index: z.int(), size: z.int(), proof: z.array(z.base64()), checkpoint: z.string() })

/** Of the roll what its owners are told and nobody else: an item of `GET /v1/decisions/{id}/roll/mine`. */
export const ownLine = rollLine.omit({ line: true }).extend({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  rooms: z.array(z.object({ building: z.string(), unit: z.string(), room: z.string() })).min(1),
  /** Once the roll is frozen. */
  inclusion: inclusion.optional(),
})
export type OwnLine = z.output<typeof ownLine>

/** What the export has under the head of a line; of a secret decision whether there is a ballot, and nothing else. */
export interface BallotOfLine {
  readonly way?: Way
  readonly choices?: Choices
}
/** A line that holds. Without a ballot nobody has voted for it. */
export type HeldLine = OwnLine & { readonly ballot?: BallotOfLine }

/** Lines of the roll that owners hold against what was published. */
export class OwnLines {
  /** Whether the head of a line stands on the roll, with the area that its owners were told. */
  private readonly standing = new Map<string, boolean>()
  private readonly attended = new Set<string>()

  constructor(
    private readonly lines: readonly OwnLine[],
    private readonly faults: Faults,
  ) {
    for (const { head } of lines) this.standing.set(head, false)
  }

  /** A line of the published roll. */
  enrol(head: string, area: number): void {
    if (this.standing.has(head))
      this.standing.set(
        head,
        this.lines.filter((line) => line.head === head).every((line) => line.area === area),
      )
  }

  /** Of a secret decision: a head that voted. */
  attend(head: string): void {
    if (this.standing.has(head)) this.attended.add(head)
  }

  /**
   * Those that hold, with what was counted for them: a ballot that nobody of them cast is found by nobody else.
   * @param origin of the roll's checkpoint. @param key of its signer. @param ballotOf a head, in a named decision.
   */
  examine(origin: string, key: string, ballotOf: (head: string) => BallotOfLine | undefined): HeldLine[] {
    return this.lines
      .filter((line) => this.holds(line, origin, key))
      .map((line) => {
        const ballot = this.attended.has(line.head) ? {} : ballotOf(line.head)
        return { ...line, ...(ballot && { ballot }) }
      })
  }

  private holds(line: OwnLine, origin: string, key: string): boolean {
    const { head, salt, rooms, area } = line
    const isTheirs = headPseudonym(Buffer.from(salt, 'hex'), rooms) === head
    if (!isTheirs) this.faults.add('line-of-another', head)
    const stands = this.standing.get(head) === true
    if (!stands) this.faults.add('line-not-on-roll', `${head}, area ${area}`)
    const isProven = line.inclusion === undefined || this.leadsToRoll(line, line.inclusion, origin, key)
    return isTheirs && stands && isProven
  }

  private leadsToRoll(
    { head, area }: OwnLine,
    { checkpoint, proof, ...place }: z.output<typeof inclusion>,
    origin: string,
    key: string,
  ): boolean {
    const kept = openCheckpoint(checkpoint, key)
    // Told with the other checkpoints that were kept.
    if (!kept) return false
    const leaf = leafHash(canonical({ line: 'roll', head, area }))
    const path = proof.map((node) => Buffer.from(node, 'base64'))
    const leads = kept.origin === origin && place.size === kept.size && verifyInclusion({ ...place, leaf, proof: path }, kept.root)
    if (!leads) this.faults.add('proof-leads-elsewhere', head)
    return leads
  }
}
