import { readdirSync, readFileSync } from 'node:fs'
import { type RuleSet, type RuleSetText, ruleSetSchema } from './rule-set.ts'
import { readRuleSet } from './rule-set-file.ts'
import { shippedRuleSets } from './shipped.ts'

/** What is shipped, as it is written, by its file's name without the ending. */
export const shippedFiles: ReadonlyMap<string, unknown> = new Map(
  readdirSync(shippedRuleSets).map((name) => [
    name.replace(/\.json$/, ''),
    JSON.parse(readFileSync(new URL(name, shippedRuleSets), 'utf8')),
  ]),
)

/** A shipped rule set with something changed. */
export function ruleSet(code: string, changes: Partial<RuleSetText> = {}): RuleSet {
  const content = shippedFiles.get(code)
  const read = readRuleSet(content)
  if ('refusals' in read) throw new Error(`${code} is refused: ${JSON.stringify(read.refusals)}`)
  return ruleSetSchema.parse({ ...read.ruleSet, ...changes })
}
