import type { Budget } from '@yiwang/contracts'
import { PermanentError } from '@yiwang/messaging'
import { type Amount, isBudgetUnit } from '../../domain/entry.ts'

export function amountOf({ amount, unit }: Pick<Budget, 'amount' | 'unit'>): Amount {
  if (!isBudgetUnit(unit) || amount < 1) throw new PermanentError(`a budget of ${amount} ${unit} is none`)
  return { amount, unit }
}
