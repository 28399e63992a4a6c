import { BUDGET_UNITS, type BudgetUnit } from '@yiwang/calendar'
import type { Rung } from './clock.ts'

/** Who holds a case: level and unit, post and person once it is taken. */
export interface Holder {
  readonly level: string
  readonly unit: string
  readonly post?: string
  readonly person?: string
}

export interface Amount {
  readonly amount: number
  readonly unit: BudgetUnit
}

export const isBudgetUnit = (unit: string): unit is BudgetUnit => (BUDGET_UNITS as readonly string[]).includes(unit)

/** The time plan of a case, from the version of the type of matter that it runs by. */
export interface TimePlan {
  readonly calendar: string
  readonly case?: Amount
  readonly triage?: Amount
  readonly handling?: Amount
  readonly verifying?: Amount
  readonly answer?: Amount
  readonly ladder: readonly Rung[]
}

/** What sla reads of a ledger entry: state and holder are those after it. */
export interface Entry {
  readonly caseId: string
  readonly number: string
  readonly area: string
  readonly at: number
  readonly fact: string
  readonly state: string
  readonly holder: Holder
  /** Who said so: a person, or a system by its name. */
  readonly actor?: { readonly kind: string; readonly id: string }
  /** Of registered, reclassified and reopened. */
  readonly plan?: TimePlan
  /** Of registered. */
  readonly receivedAt?: number
  /** Of what suspends a case: after this it goes on by itself. */
  readonly maximum?: Amount
  readonly reporter?: { readonly kind: string; readonly id: string }
}
