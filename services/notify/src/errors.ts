import { type ProblemTable, ServiceError } from '@yiwang/service-kit'

/** Problems of this service beyond those that all services have. */
export const notifyProblems = {
  'target-not-allowed': { status: 422, title: 'The target of the webhook may not be called' },
  'unknown-event-type': { status: 422, title: 'No such type of event can be subscribed to' },
  'area-not-yours': { status: 422, title: 'The area is not inside the caller’s' },
} as const satisfies ProblemTable

export class NotifyError extends ServiceError<keyof typeof notifyProblems> {}
