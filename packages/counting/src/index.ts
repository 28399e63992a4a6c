export { type Contradiction, contradictionsOf } from './contradictions.ts'
export { type Amount, type Comparison, Count, type CountedBallot, count, type QuestionResult, type RollLine } from './count.ts'
export { type ElectionResult, elect } from './election.ts'
export { type Head, headsOf, type Room, type RoomInScope } from './heads.ts'
export {
  CHOICES,
  type Choice,
  type Duration,
  ofWeight,
  ROOM_KINDS,
  type RoomKind,
  type RuleSet,
  type RuleSetText,
  ruleSetSchema,
  type Weight,
} from './rule-set.ts'
export { type Refusal, readRuleSet } from './rule-set-file.ts'
export { reaches, type Share } from './share.ts'
export { shippedRuleSets } from './shipped.ts'
export { becauseOf, type Words } from './words.ts'
