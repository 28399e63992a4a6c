import { type ProblemTable, ServiceError } from '@yiwang/service-kit'

/** What voting answers when it refuses, beside what every service does. */
export const votingProblems = {
  'rule-set-refused': { status: 422, title: 'The rule set is refused' },
  'unknown-compound': { status: 422, title: 'There is no such compound' },
  'due-instant-unknown': { status: 422, title: 'No due instant follows from this budget' },
} as const satisfies ProblemTable

export class VotingError extends ServiceError<keyof typeof votingProblems> {}
