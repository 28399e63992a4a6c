import { type Decision, requireStage, type Stage } from './decision.ts'
import { Refusal } from './refusal.ts'

/** From the notice on until voting opens. */
const BEFORE_VOTING = ['NOTICE', 'REVISION'] as const satisfies readonly Stage[]

/** @throws Refusal once voting has opened, and while it is a draft */
export const requireBeforeVoting = (decision: Pick<Decision, 'stage'>): void => requireStage(decision, BEFORE_VOTING)

/** Opinions are taken from the notice on, as long as the rule set says; where it says nothing, as long as the notice has to lie open. */
export function requireOpinionsTaken({ stage, ruleSet, opinionsEndedAt, noticeEndedAt }: Decision): void {
  const endedAt = ruleSet.stages.opinions ? opinionsEndedAt : noticeEndedAt
  // Also while the plan is being revised: who revises it early does not end the time for opinions.
  if (!(BEFORE_VOTING as readonly Stage[]).includes(stage) || endedAt)
    throw new Refusal('opinions-closed', 'Opinions are taken from the notice on, until their time is over.', { state: stage })
}

export function requireElection({ ruleSet }: Pick<Decision, 'ruleSet'>): void {
  if (!ruleSet.election) throw new Refusal('not-an-election', 'Nobody is elected by its rule set.')
}

/** What is planned stays as it is from the moment in which people vote on it. */
export function requirePlanOpen({ stage }: Pick<Decision, 'stage'>): void {
  if (!['DRAFT', ...BEFORE_VOTING].includes(stage))
    throw new Refusal('plan-frozen', 'Nothing of a plan changes once voting has opened.', { state: stage })
}
