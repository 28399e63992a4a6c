import { z } from 'zod'
import { contradictionsOf } from './contradictions.ts'
import { count } from './count.ts'
import { CHOICES, type RuleSet, ruleSetSchema, text } from './rule-set.ts'

/** A case that the rule set must decide as it says. Who has no `choice` returned no ballot. */
const test = z.strictObject({
  name: text(200),
  /** Groups of heads that are alike; areas in 0.01 m². */
  heads: z
    .array(z.strictObject({ count: z.int().min(1).max(1_000), area: z.int().min(0).max(100_000_000), choice: z.enum(CHOICES).optional() }))
    .min(1)
    .max(50),
  expect: z.strictObject({ quorumMet: z.boolean(), passed: z.boolean() }),
})
type RuleSetTest = z.output<typeof test>

/** Of all tests together: whoever puts a rule set waits until they are counted, and others wait behind. */
const MOST_HEADS = 100_000

const file = z.strictObject({ ruleSet: ruleSetSchema, tests: z.array(test).max(200) })

export interface Refusal {
  /** Where, as a path of the file. */
  readonly field: string
  readonly reason: string
}

/** A rule set with its tests as it is written, or everything for which it is refused. */
export function readRuleSet(content: unknown): { readonly ruleSet: RuleSet } | { readonly refusals: readonly Refusal[] } {
  const parsed = file.safeParse(content)
  if (!parsed.success) return { refusals: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), reason: message })) }
  const { ruleSet, tests } = parsed.data
  const contradictions = contradictionsOf(ruleSet).map(({ field, reason }) => ({ field: `ruleSet.${field}`, reason }))
  const faults = contradictions.length > 0 ? contradictions : tooMany(tests)
  const refusals =
    faults.length > 0 ? faults : [...tooFew(ruleSet, tests), ...tests.flatMap((each, n) => failure(ruleSet, each, `tests.${n}`))]
  return refusals.length > 0 ? { refusals } : { ruleSet }
}

/** A rule set that decides something shows by its tests that it passes something and refuses something. */
function tooFew({ form }: RuleSet, tests: readonly RuleSetTest[]): Refusal[] {
  if (form === 'NOTICE') return []
  const missing = [true, false].filter((passed) => !tests.some(({ expect }) => expect.passed === passed))
  return missing.map((passed) => ({ field: 'tests', reason: `There is no test of something that ${passed ? 'passes' : 'does not pass'}.` }))
}

function tooMany(tests: readonly RuleSetTest[]): Refusal[] {
  const all = tests.flatMap(({ heads }) => heads).reduce((sum, group) => sum + group.count, 0)
  return all > MOST_HEADS ? [{ field: 'tests', reason: `All tests together have at most ${MOST_HEADS} heads, not ${all}.` }] : []
}

function failure(ruleSet: RuleSet, { name, heads, expect }: RuleSetTest, field: string): Refusal[] {
  const all = heads.flatMap(({ count: alike, area, choice }, group) =>
    Array.from({ length: alike }, (_, n) => ({ head: `${group}/${n}`, area, choice })),
  )
  const ballots = all.flatMap(({ head, choice }) => (choice ? [{ head, choices: { q: choice } }] : []))
  const { quorumMet, passed } = count(ruleSet, all, ballots, ['q'])[0]!
  if (quorumMet === expect.quorumMet && passed === expect.passed) return []
  return [{ field, reason: `"${name}": expected ${JSON.stringify(expect)}, counted ${JSON.stringify({ quorumMet, passed })}.` }]
}
