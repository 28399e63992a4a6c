import { type Decision, hasVote, type Standing } from './decision.ts'
import { Refusal } from './refusal.ts'

/** Whether a stage may end, by what stands. Returns why not. */
export type Need = (decision: Decision, standing: Standing, at: Date) => Refusal | undefined

const when = (wrong: boolean, refusal: () => Refusal): Refusal | undefined => (wrong ? refusal() : undefined)

export const votes: Need = (decision) =>
  when(!hasVote(decision), () => new Refusal('nothing-to-vote', 'By its rule set this is a notice: opinions are given, nobody votes.'))

export const votesNot: Need = (decision) =>
  when(hasVote(decision), () => new Refusal('stage-too-short', 'A vote goes on to its result before it is archived.'))

export const complete: Need = ({ title, questions, trustees, ruleSet }) => {
  const missing = [
    ...(title.trim() === '' ? ['title'] : []),
    ...(ruleSet.form === 'VOTE' && questions.length === 0 ? ['questions'] : []),
    ...(ruleSet.form !== 'NOTICE' && trustees.length !== 3 ? ['trustees'] : []),
  ]
  return when(
    missing.length > 0,
    () => new Refusal('not-complete', `Say first: ${missing.join(', ')} (PUT /v1/decisions/{id}).`, { missing }),
  )
}

export const noticeOver: Need = ({ noticeEndedAt, noticeDueAt }) =>
  when(!noticeEndedAt, () => new Refusal('stage-too-short', 'The notice has to lie open as long as the rule set says.', until(noticeDueAt)))

export const opinionsOver: Need = ({ ruleSet, opinionsEndedAt, opinionsDueAt }) =>
  when(
    ruleSet.stages.opinions !== undefined && !opinionsEndedAt,
    () => new Refusal('stage-too-short', 'Opinions are taken as long as the rule set says.', until(opinionsDueAt)),
  )

export const opinionsAnswered: Need = (_, { unansweredOpinions: open }) =>
  when(open > 0, () => new Refusal('opinions-unanswered', `Answer each opinion first; ${open} have no answer.`, { unanswered: open }))

export const rollSettled: Need = (_, { rollWritten, unsettledRooms, openRollObjections }) => {
  if (!rollWritten) return new Refusal('roll-unsettled', 'The roll is still being written. Try again.')
  if (openRollObjections > 0)
    return new Refusal('roll-unsettled', `Answer the objections against the roll first; ${openRollObjections} are open.`)
  return when(unsettledRooms > 0, () => {
    const detail = `${unsettledRooms} rooms have no owner or an area that the rule set does not take: correct them in the register, then refresh the roll.`
    return new Refusal('roll-unsettled', detail, { unsettled: unsettledRooms })
  })
}

export const candidatesVetted: Need = ({ ruleSet }, { unvettedCandidates, eligibleCandidates }) => {
  if (!ruleSet.election) return undefined
  if (unvettedCandidates > 0) return new Refusal('candidates-not-vetted', `Vet each candidate first; ${unvettedCandidates} are not.`)
  return when(eligibleCandidates === 0, () => new Refusal('candidates-not-vetted', 'There is no eligible candidate.'))
}

/** From here on the server has no half of the key: nobody opens the box before the close. */
export const sharesTaken: Need = (_, { untakenShares }) =>
  when(untakenShares.length > 0, () => {
    const detail = 'Each trustee takes their share first: POST /v1/decisions/{id}/share without a body.'
    return new Refusal('shares-not-taken', detail, { trustees: untakenShares })
  })

export const votedLongEnough: Need = ({ closesAt }, _, at) =>
  when(
    closesAt === undefined || at < closesAt,
    () => new Refusal('stage-too-short', 'The vote lasts as long as the rule set says.', until(closesAt)),
  )

export const counted: Need = ({ countedAt }) =>
  when(!countedAt, () => new Refusal('not-counted', 'Two trustees hand in their shares first; then it is counted.'))

/** Whoever has seen what was counted does not make it go away: an objection does, where it is upheld. */
export const uncounted: Need = ({ countedAt }) =>
  when(
    countedAt !== undefined,
    () => new Refusal('command-not-legal', 'It is counted: announce it.', { countedAt: countedAt!.toISOString() }),
  )

export const objectionsSettled: Need = ({ objectionsEndedAt, objectionsDueAt }, { openObjections, upheldObjections }) => {
  if (!objectionsEndedAt)
    return new Refusal('stage-too-short', 'Objections are taken as long as the rule set says.', until(objectionsDueAt))
  if (openObjections > 0) return new Refusal('objections-open', `Decide each objection first; ${openObjections} are open.`)
  return when(
    upheldObjections > 0,
    () => new Refusal('objections-open', 'An objection was upheld: withdraw the decision and start it again.'),
  )
}

export const upheld: Need = (_, { upheldObjections }) =>
  when(upheldObjections === 0, () => new Refusal('objections-open', 'A result is withdrawn only where an objection was upheld.'))

export const passed: Need = (decision) => when(!decision.passed, () => new Refusal('not-passed', 'What did not pass is not carried out.'))

/** What binds goes on to be carried out; an election ends with its result, and so does what binds nobody. */
export const nothingToCarryOut: Need = ({ ruleSet, passed: did }) =>
  when(did === true && ruleSet.form === 'VOTE' && !ruleSet.advisory, () => new Refusal('not-executed', 'What passed is carried out first.'))

export const executed: Need = (_, { steps, openSteps }) =>
  when(steps === 0 || openSteps > 0, () => {
    return new Refusal('not-executed', steps === 0 ? 'No step of the execution is published yet.' : `${openSteps} steps are not done yet.`)
  })

export const confirmedByMost: Need = (_, { satisfied, dissatisfied }) =>
  when(satisfied <= dissatisfied, () => {
    return new Refusal('not-confirmed', `More residents confirm than object: ${satisfied} against ${dissatisfied}.`, {
      satisfied,
      dissatisfied,
    })
  })

const until = (at: Date | undefined) => (at ? { until: at.toISOString() } : undefined)
