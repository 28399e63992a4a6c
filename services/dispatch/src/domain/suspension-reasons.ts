import type { BudgetUnit } from '@yiwang/calendar'

export interface Amount {
  readonly amount: number
  readonly unit: BudgetUnit
}

/** For what a case may wait, and for how long at most: then it goes on by itself. To wait longer somebody has to say so again. */
export const SUSPENSION_REASONS = {
  OWNERS_DECISION: { amount: 180, unit: 'CALENDAR_DAYS' },
  MATERIAL: { amount: 30, unit: 'CALENDAR_DAYS' },
  WEATHER: { amount: 15, unit: 'CALENDAR_DAYS' },
  EXPERT_OPINION: { amount: 30, unit: 'CALENDAR_DAYS' },
  COURT: { amount: 180, unit: 'CALENDAR_DAYS' },
} as const satisfies Record<string, Amount>

export type SuspensionReason = keyof typeof SUSPENSION_REASONS
export const suspensionReasons = Object.keys(SUSPENSION_REASONS) as SuspensionReason[]

/** Why a case waits, or did last, and for how long at most. */
export interface Suspension {
  readonly reason: SuspensionReason
  readonly maximum: Amount
}
