import type { z } from 'zod'
import { DEMO_PERSONAL_DATA_KEY } from '../personal-data/personal-data-key.ts'
import { DEMO_PAGE_TOKEN_SECRET } from './base-config.ts'
import { DEMO_SIGNING_KEY } from './signing-key.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Says of every variable that is not usable what was expected instead. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigurationError'
  }
}

/** Parses the environment once; an empty variable counts as absent. */
export function loadConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment = process.env): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  const problems = [
    ...(parsed.success ? [] : problemsOf(schema, given, parsed.error)),
    ...togetherProblems(schema, given),
    ...productionProblems(schema, given),
  ]
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems)
  return parsed.data
}

function problemsOf(schema: z.ZodObject, given: Environment, error: z.ZodError): string[] {
  const names = new Set(error.issues.map((issue) => String(issue.path[0] ?? '')))
  return [...names].map((name) => {
    const expected = descriptionOf(schema.shape[name]) ?? error.issues.find((issue) => issue.path[0] === name)?.message
    return `${name} ${given[name] === undefined ? 'is missing' : 'is wrong'}; expected ${expected}`
  })
}

/** What `.describe()` said, also where `.default()` or `.optional()` came after it. */
function descriptionOf(schema: unknown): string | undefined {
  const { description, def } = (schema ?? {}) as { description?: string; def?: { innerType?: unknown } }
  return description ?? (def?.innerType ? descriptionOf(def.innerType) : undefined)
}

const neededTogether: readonly { name: string; missing: (given: Environment) => boolean; because: string }[] = [
  ...['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'].map((name) => ({
    name,
    missing: (given: Environment) => given['KAFKA_SASL_MECHANISM'] !== undefined && given[name] === undefined,
    because: 'is missing; expected with KAFKA_SASL_MECHANISM',
  })),
]

function togetherProblems({ shape }: z.ZodObject, given: Environment): string[] {
  return neededTogether.filter(({ name, missing }) => name in shape && missing(given)).map(({ name, because }) => `${name} ${because}`)
}

const refusedInProduction: readonly { name: string; when: (value: string | undefined) => boolean; because: string }[] = [
  ...['CLOCK_REAL_ORIGIN', 'CLOCK_DEMO_ORIGIN', 'CLOCK_SPEED'].map((name) => ({
    name,
    when: (value: string | undefined) => value !== undefined,
    because: 'must not be set in production: deadlines run on real time',
  })),
  {
    name: 'WEBHOOK_PRIVATE_TARGETS',
    when: (value) => value === 'allow',
    because: 'must not allow private targets in production: webhooks could reach inside the network',
  },
  {
    name: 'PAGE_TOKEN_SECRET',
    when: (value) => value === undefined || value === DEMO_PAGE_TOKEN_SECRET,
    because: 'must be set in production; expected at least 16 characters, the same for every replica',
  },
  {
    name: 'PERSONAL_DATA_KEY',
    when: (value) => value === undefined || value === DEMO_PERSONAL_DATA_KEY,
    because: 'must be set in production; expected 32 random bytes in base64, the same for every replica',
  },
  {
    name: 'SIGNING_KEY',
    when: (value) => value === undefined || value === DEMO_SIGNING_KEY,
    because: 'must be set in production; expected 32 random bytes in base64, the same for every replica',
  },
]

/** Only of variables that the schema has: the others are not read. */
function productionProblems({ shape }: z.ZodObject, given: Environment): string[] {
  if (given['NODE_ENV'] !== 'production') return []
  return refusedInProduction.filter(({ name, when }) => name in shape && when(given[name])).map(({ name, because }) => `${name} ${because}`)
}
