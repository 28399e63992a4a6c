export { BUDGET_UNITS, type Budget, type BudgetUnit } from './budget.ts'
export { Calendar, dueWithin } from './calendar.ts'
export type { CalendarData } from './working-time.ts'
