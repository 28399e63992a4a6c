import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RuleSet, readRuleSet, shippedRuleSets } from '@yiwang/counting'
import { ConfigurationError } from '@yiwang/service-kit/start'

/** A rule set as a file has it, and as it is used. */
export interface WrittenRuleSet {
  readonly ruleSet: RuleSet
  /** With its tests. */
  readonly content: unknown
}

/** Those that come with the product, and those of the district's folder if it has one. */
export function readGivenRuleSets(folder?: string): WrittenRuleSet[] {
  const shipped = readRuleSetFolder(fileURLToPath(shippedRuleSets))
  return [...shipped, ...(folder === undefined ? [] : readRuleSetFolder(folder, shipped))]
}

/**
 * Every rule set of a folder. @param shipped those beside which they stand: one of the same code is a newer version.
 * @throws ConfigurationError with everything for which they are refused.
 */
export function readRuleSetFolder(folder: string, shipped: readonly WrittenRuleSet[] = []): WrittenRuleSet[] {
  const read: WrittenRuleSet[] = []
  const refused: string[] = []
  for (const file of filesOf(folder)) {
    const outcome = readFile(join(folder, file), [...shipped, ...read])
    if ('refusals' in outcome) refused.push(...outcome.refusals.map((refusal) => `${file}: ${refusal}`))
    else read.push(outcome)
  }
  if (refused.length > 0) throw new ConfigurationError(refused.map((refusal) => `rule sets of ${folder}: ${refusal}`))
  return read
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch (cause) {
    throw new ConfigurationError([`the folder of rule sets ${folder} cannot be read: ${(cause as Error).message}`])
  }
}

function readFile(path: string, others: readonly WrittenRuleSet[]): WrittenRuleSet | { readonly refusals: readonly string[] } {
  const content = jsonOf(path)
  if (content instanceof Error) return { refusals: [`is no JSON: ${content.message}`] }
  const read = readRuleSet(content)
  if ('refusals' in read) return { refusals: read.refusals.map(({ field, reason }) => `${field}: ${reason}`) }
  const { code, version } = read.ruleSet
  const other = others.find(({ ruleSet }) => ruleSet.code === code && ruleSet.version >= version)
  if (other) return { refusals: [`ruleSet.version: There is version ${other.ruleSet.version} of ${code} already.`] }
  return { ruleSet: read.ruleSet, content }
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return error
  }
}
