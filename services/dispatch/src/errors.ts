import { type ProblemTable, ServiceError } from '@yiwang/service-kit'
import { Refusal, type RefusalCode } from './domain/refusal.ts'

/** What dispatch answers when it refuses, beside what every service does. */
export const dispatchProblems = {
  'not-entitled': { status: 403, title: 'The caller may not do this' },
  'handled-before': { status: 403, title: 'Who handled a case does not verify it' },
  'second-person-required': { status: 403, title: 'A second person is needed' },
  'post-not-held': { status: 403, title: 'The caller does not hold this post' },
  'command-not-legal': { status: 409, title: 'The case has moved on' },
  'version-changed': { status: 412, title: 'The case was changed since it was read' },
  'as-post-required': { status: 422, title: 'Say in which post you act' },
  'not-solvable-here': { status: 422, title: 'This type of matter is not solved on this level' },
  'unknown-target': { status: 422, title: 'There is no such unit or post' },
  'target-does-not-fit': { status: 422, title: 'The case cannot be given to this unit, post or person' },
  'unknown-type': { status: 422, title: 'There is no such type of matter' },
  'type-does-not-fit': { status: 422, title: 'The case cannot have this type of matter' },
  'maximum-too-long': { status: 422, title: 'A case does not wait so long for this reason' },
  'unknown-compound': { status: 422, title: 'There is no such compound' },
  'compound-does-not-fit': { status: 422, title: 'The compound does not lie where the case is' },
  'decision-needed': { status: 422, title: 'The cure needs a decision of the owners' },
  'evidence-missing': { status: 422, title: 'The type of matter asks for more evidence' },
  'evidence-unknown': { status: 422, title: 'The type of matter does not ask for this evidence' },
  'attachment-unknown': { status: 422, title: 'There is no such attachment' },
} as const satisfies ProblemTable & Record<RefusalCode, unknown>

export class DispatchError extends ServiceError<keyof typeof dispatchProblems> {}

/** What the rules refuse, as a problem. */
export function asProblem<T>(decide: () => T): T {
  try {
    return decide()
  } catch (error) {
    if (error instanceof Refusal) throw new DispatchError(error.code, error.detail, { ...error.more, cause: error })
    throw error
  }
}
