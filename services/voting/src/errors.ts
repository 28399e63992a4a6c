import { type ProblemTable, ServiceError } from '@yiwang/service-kit'
import { Refusal, type RefusalCode } from './domain/refusal.ts'

/** What voting answers when it refuses, beside what every service does. */
export const votingProblems = {
  'not-entitled': { status: 403, title: 'The caller may not do this' },
  'not-on-roll': { status: 403, title: 'The caller votes for nobody on the roll there' },
  'mandate-expired': { status: 403, title: 'The mandate is over' },
  'mandates-exceeded': { status: 403, title: 'One person represents no more than the rule set says' },
  'second-person-required': { status: 403, title: 'A second person is needed' },
  'command-not-legal': { status: 409, title: 'The decision is in another stage' },
  'version-changed': { status: 412, title: 'The decision was changed since it was read' },
  'voting-not-open': { status: 409, title: 'No ballots are taken now' },
  'already-voted': { status: 409, title: 'A ballot has been cast already' },
  'other-way-counts': { status: 409, title: 'The ballot of the other way counts' },
  'share-taken': { status: 409, title: 'The share was handed out' },
  'share-does-not-fit': { status: 422, title: 'This is not the share of this trustee' },
  'objection-open': { status: 409, title: 'An earlier objection of the caller is not decided yet' },
  'already-decided': { status: 409, title: 'It is decided already' },
  'already-answered': { status: 409, title: 'It has an answer already' },
  'step-done': { status: 409, title: 'This step is done already' },
  'term-started': { status: 409, title: 'Their term was set already' },
  'member-ended': { status: 409, title: 'Their term is over already' },
  'period-taken': { status: 409, title: 'There are accounts of this period already' },
  'opinions-closed': { status: 409, title: 'No opinions are taken now' },
  'too-many-today': { status: 429, title: 'This person has said as much as may be said in a day' },
  'attachment-unknown': { status: 422, title: 'The attachment is not there, or not the caller’s' },
  'unknown-opinion': { status: 422, title: 'There is no such opinion of this decision' },
  'named-twice': { status: 422, title: 'Two of them have one name' },
  'amount-too-large': { status: 422, title: 'The amounts cannot be added up' },
  'not-an-election': { status: 422, title: 'The decision elects nobody' },
  'candidate-exists': { status: 409, title: 'There is such a candidate' },
  'second-round-exists': { status: 409, title: 'There is a second round of the election' },
  'first-round-open': { status: 422, title: 'The first round does not stand for good' },
  'candidate-accepted': { status: 409, title: 'The candidate stands with an account already' },
  'account-not-own': { status: 422, title: 'The account is of another person' },
  'too-many-candidates': { status: 422, title: 'There are as many candidates as there may be' },
  'plan-frozen': { status: 409, title: 'The plan is frozen' },
  'not-complete': { status: 422, title: 'Something is missing' },
  'stage-too-short': { status: 422, title: 'The stage is not over' },
  'opinions-unanswered': { status: 422, title: 'Opinions have no answer' },
  'roll-unsettled': { status: 422, title: 'The roll is not settled' },
  'candidates-not-vetted': { status: 422, title: 'Candidates are not vetted' },
  'shares-not-taken': { status: 422, title: 'Trustees have not taken their shares' },
  'not-counted': { status: 422, title: 'It is not counted' },
  'objections-open': { status: 422, title: 'Objections are not settled' },
  'not-passed': { status: 422, title: 'It did not pass' },
  'not-executed': { status: 422, title: 'It is not carried out' },
  'not-confirmed': { status: 422, title: 'Residents have not confirmed it' },
  'step-incomplete': { status: 422, title: 'The step does not say enough' },
  'payment-exceeds-plan': { status: 422, title: 'The payments exceed the plan' },
  'period-empty': { status: 422, title: 'The period is none' },
  'accounts-do-not-add-up': { status: 422, title: 'The accounts do not add up' },
  'accounts-do-not-follow': { status: 422, title: 'The accounts do not follow those of the period before' },
  'nobody-elected': { status: 422, title: 'Nobody was elected by it' },
  'term-does-not-fit': { status: 422, title: 'The term does not fit' },
  'nothing-to-vote': { status: 422, title: 'Nobody votes on a notice' },
  'unknown-question': { status: 422, title: 'There is no such question' },
  'unknown-room': { status: 422, title: 'There is no such room in the scope' },
  'way-not-allowed': { status: 422, title: 'The rule set does not take ballots this way' },
  'scope-does-not-fit': { status: 422, title: 'The rule set does not decide for such a scope' },
  'unknown-rule-set': { status: 422, title: 'There is no such rule set' },
  'rule-set-refused': { status: 422, title: 'The rule set is refused' },
  'unknown-compound': { status: 422, title: 'There is no such compound' },
  'due-instant-unknown': { status: 422, title: 'No due instant follows from this budget' },
} as const satisfies ProblemTable & Record<RefusalCode, unknown>

export class VotingError extends ServiceError<keyof typeof votingProblems> {}

/** What the rules refuse, as a problem. */
export function asProblem<T>(decide: () => T): T {
  try {
    return decide()
  } catch (error) {
    if (error instanceof Refusal)
      throw new VotingError(error.code, error.detail, { ...(error.extra && { extra: error.extra }), cause: error })
    throw error
  }
}
