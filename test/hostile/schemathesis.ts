import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ServiceName } from '../../tools/services.ts'
import type { Options } from './options.ts'
import type { Report } from './report.ts'
import type { Town } from './town.ts'

const VERSION = '4.32.5'
const root = resolve(import.meta.dirname, '../..')
const home = join(root, `.cache/schemathesis-${VERSION}`)
const results = join(root, '.cache/hostile')
const AT_ONCE = 2

/** Who asks which service, and a weight: how many cases of each of its operations. */
const RUNS: readonly (readonly [ServiceName, string, number])[] = [
  // Nobody who sees both streets: what is read in one would be written into the other.
  ...(['dispatcher-1', 'grid-worker-1', 'resident-1', 'post-1', 'leader-1'] as const).map((login) => ['dispatch', login, 15] as const),
  ...(['grid-worker-1', 'resident-1', 'editor-1'] as const).map((login) => ['intake', login, 40] as const),
  ...(['integrator-1', 'dispatcher-1', 'resident-1'] as const).map((login) => ['notify', login, 60] as const),
  ...(['dispatcher-1', 'resident-1', 'editor-1'] as const).map((login) => ['directory', login, 40] as const),
  ...(['supervisor-1', 'resident-1'] as const).map((login) => ['sla', login, 400] as const),
  ...(['owner-1', 'community-1'] as const).map((login) => ['directory', login, 40] as const),
  ...(['owner-1', 'community-1', 'trustee-1', 'resident-1', 'editor-1'] as const).map((login) => ['voting', login, 60] as const),
]

export const schemathesisCases = 20_000

/** schemathesis against every document with all checks, for several people, until there were enough cases. */
export async function runSchemathesis(town: Town, report: Report, { seed, scale, services }: Options): Promise<void> {
  mkdirSync(results, { recursive: true })
  await install(report)
  writeConfigs(town)
  const runs = RUNS.filter(([service]) => services.has(service))
  const waiting = [...runs]
  let cases = 0
  const findings: string[] = []
  const wanted = schemathesisCases * scale
  const work = async () => {
    for (let run = waiting.shift(); run; run = waiting.shift()) {
      const [service, login, examples] = run
      const result = await runOnce(town, { service, login, seed: seed + waiting.length, examples: Math.ceil(examples * scale) })
      cases += result.cases
      findings.push(...result.findings)
      report.say(`schemathesis: ${service} as ${login}: ${result.cases} cases, ${result.findings.length} findings`)
      if (waiting.length === 0 && cases < wanted && scale === 1) waiting.push(runs[cases % runs.length]!)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  report.count('schemathesis', cases)
  report.none('schemathesis: every check holds', [...new Set(findings)])
  if (scale === 1)
    report.check(
      `schemathesis: at least ${schemathesisCases.toLocaleString('en')} cases`,
      cases >= schemathesisCases,
      cases.toLocaleString('en'),
    )
}

async function install(report: Report): Promise<void> {
  if (existsSync(join(home, 'installed'))) return
  report.say(`installing schemathesis ${VERSION} from PyPI, once for this folder`)
  rmSync(home, { recursive: true, force: true })
  const made = await command('python3', ['-m', 'venv', home])
  if (made.status !== 0) throw new Error(`schemathesis needs python3 (3.10 or newer) with its module venv on the PATH:\n${made.output}`)
  const got = await command(join(home, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`])
  if (got.status !== 0) throw new Error(`schemathesis ${VERSION} could not be installed from PyPI:\n${got.output}`)
  writeFileSync(join(home, 'installed'), '')
}

/** True ids half of the time, so that more than "no such thing" is seen. What a rule refuses (412, 422) is no fault of a well-formed case. */
function writeConfigs({ cases, decisions }: Town): void {
  const codes = [...decisions.compounds, 'hostile-vote', 'plain-grid', 'cn']
  writeConfig('cases', [...cases.own, ...cases.other], codes)
  writeConfig('decisions', [...decisions.ids, ...decisions.other], codes)
}

const configOf = (name: 'cases' | 'decisions') => join(results, `schemathesis-of-${name}.toml`)

function writeConfig(name: 'cases' | 'decisions', ids: readonly string[], codes: readonly string[]): void {
  const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ')
  writeFileSync(
    configOf(name),
    `hooks = ${JSON.stringify(join(import.meta.dirname, 'schemathesis/hooks.py'))}
[dictionaries.ids]
values = [${quoted(ids)}]
[dictionaries.codes]
values = [${quoted(codes)}]
[parameters]
"path.id" = { dictionary = "ids", probability = 0.5 }
"path.code" = { dictionary = "codes", probability = 0.5 }
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 412, 413, 415, 422, 429]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 415, 422, 429, 431]
`,
  )
}

interface Run {
  readonly service: ServiceName
  readonly login: string
  readonly seed: number
  readonly examples: number
}

interface Summary {
  readonly test_cases: { readonly generated: number }
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[]
  readonly errors: readonly { readonly title?: string }[]
}

async function runOnce({ platform }: Town, { service, login, seed, examples }: Run): Promise<{ cases: number; findings: string[] }> {
  const name = join(results, `schemathesis-${service}-${login}`)
  const token = await platform.person(login).token()
  const { output } = await command(join(home, 'bin/schemathesis'), [
    ...[
      '--config-file',
      configOf(service === 'voting' || service === 'directory' ? 'decisions' : 'cases'),
      'run',
      `${platform.http[service]}/openapi.json`,
      '--checks',
      'all',
      '--no-color',
    ],
    ...[
      '--max-examples',
      String(examples),
      '--seed',
      String(seed),
      '--continue-on-failure',
      '--no-shrink',
      '--generation-database',
      'none',
    ],
    ...['-H', `Authorization: Bearer ${token}`, '--report', 'json', '--report-json-path', `${name}.json`],
  ])
  writeFileSync(`${name}.log`, output)
  const { test_cases, failures, errors } = JSON.parse(readFileSync(`${name}.json`, 'utf8')) as Summary
  const found = failures.map(({ title, operations }) => `${service} as ${login}: ${title} (${operations.slice(0, 3).join(', ')})`)
  return {
    cases: test_cases.generated,
    findings: [...found, ...errors.map(({ title }) => `${service} as ${login}: ${title ?? 'an error'}`)],
  }
}

function command(program: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: results, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => settle({ status: 1, output: error.message }))
    child.on('close', (status) => settle({ status: status ?? 1, output }))
  })
}
