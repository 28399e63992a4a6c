import { type ProblemTable, ServiceError } from '@yiwang/service-kit'

export const slaProblems = {
  'calendar-unknown': { status: 404, title: 'There is no such calendar' },
  'quote-impossible': { status: 400, title: 'No due instant follows from this budget' },
} as const satisfies ProblemTable

export class SlaError extends ServiceError<keyof typeof slaProblems> {}
