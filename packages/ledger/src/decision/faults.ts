/** What can be wrong with an export, and what it means. */
export const FAULTS = {
  'not-readable': 'a line is not of the format',
  'out-of-order': 'a line stands where it must not, or a second time',
  'wrong-signature': 'a checkpoint or a receipt is not signed with the key for this decision',
  'closed-otherwise': 'it was closed at another instant than its rule set lets it',
  'decision-changed': 'the decision or its rule set is not what the roll was frozen for',
  'rule-set-refused': 'the rule set must not decide this',
  'roll-changed': 'the roll is not what was frozen',
  'roll-doubled': 'a head stands on the roll twice',
  'key-of-another': 'the key does not open what was sealed for this decision, or none is published',
  'board-changed': 'the ballots are not what was on the board at the close',
  'ballot-of-nobody': 'a ballot is of nobody on the roll',
  'ballot-doubled': 'a head has more ballots than its rule set allows, one twice, or one in another order',
  'ballot-unopened': 'a ballot cannot be opened, or is not what it must be',
  'way-not-allowed': 'a ballot came in a way that the rule set does not take',
  'attendance-differs': 'there are not as many ballots as heads that voted',
  'opened-differs': 'what was opened is not what was counted, or not what was sealed',
  'result-altered': 'the result is not what the ballots say by the rule set',
  'receipt-not-on-board': 'the ballot of a receipt is not on the board',
  'checkpoint-contradicted': 'an earlier checkpoint vouches for something else',
} as const
export type FaultName = keyof typeof FAULTS

export interface Fault {
  readonly name: FaultName
  /** The first of them. */
  readonly detail: string
  readonly count: number
}

/** Faults by their names, each told once, however often it is found. */
export class Faults {
  private readonly found = new Map<FaultName, { detail: string; count: number }>()

  add(name: FaultName, detail: string): void {
    const known = this.found.get(name)
    if (known) known.count++
    else this.found.set(name, { detail, count: 1 })
  }

  list(): Fault[] {
    return [...this.found].map(([name, fault]) => ({ name, ...fault }))
  }
}
