import { type ProblemTable, ServiceError } from '@yiwang/service-kit'
import { Refusal, type RefusalCode } from './domain/refusal.ts'

/** Problems of this service beyond those that all services have. */
export const directoryProblems = {
  'unknown-compound': { status: 422, title: 'There is no such compound' },
  'unknown-room': { status: 422, title: 'The compound has no such room' },
  'too-many-claims': { status: 429, title: 'This person has claimed as many rooms as may be claimed in a day' },
  'claim-pending': { status: 409, title: 'A claim of this person on this room is waiting' },
  'own-claim': { status: 403, title: 'Nobody decides on their own claim' },
  'document-needed': { status: 422, title: 'There is no document to go by' },
  'register-does-not-match': { status: 422, title: 'Phone and identity number are not those of the register' },
  'owner-not-clear': { status: 422, title: 'It is not clear which owner the claimant is' },
  'household-not-clear': { status: 422, title: 'It is not clear which household the claimant is of' },
  'not-of-this-room': { status: 422, title: 'The room has no such owner or household' },
  'owner-bound': { status: 409, title: 'This owner is somebody else already' },
  'not-these-owners': { status: 422, title: 'No room is owned by exactly these owners' },
  'voter-not-among-owners': { status: 422, title: 'The voter is none of these owners' },
  'unknown-person': { status: 422, title: 'There is no such person' },
  'mandate-incomplete': { status: 422, title: 'The mandate does not say what one of its kind says' },
  'mandate-stands': { status: 409, title: 'These owners have given a mandate for this time already' },
  'own-mandate': { status: 403, title: 'Nobody files a mandate for themselves in the place of others' },
} as const satisfies ProblemTable & Record<RefusalCode, unknown>

/** Every refusal that is directory's own. */
export class DirectoryError extends ServiceError<keyof typeof directoryProblems> {}

/** What the rules refuse, as a problem. */
export function asProblem<T>(decide: () => T): T {
  try {
    return decide()
  } catch (error) {
    if (error instanceof Refusal) throw new DirectoryError(error.code, error.detail, { cause: error })
    throw error
  }
}
