import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Report } from './report.ts'

const root = resolve(import.meta.dirname, '../..')

interface Audit {
  readonly vulnerabilities?: Record<string, { severity: string; via: (string | { title: string; url: string })[] }>
}

/** No dependency that is shipped has a high or critical finding, unless a decision record names the package and says why it does not reach us. */
export async function audit(report: Report): Promise<void> {
  const answer = await npmAudit()
  if (!answer?.vulnerabilities) return report.note('npm audit', 'the registry does not answer it here: not checked')
  const grave = Object.entries(answer.vulnerabilities).filter(([, { severity }]) => severity === 'high' || severity === 'critical')
  const decided = globSync('docs/decisions/*.md', { cwd: root }).map((file) => readFileSync(resolve(root, file), 'utf8'))
  const open = grave.filter(([name]) => !decided.some((text) => text.includes('npm audit') && text.includes(`\`${name}\``)))
  report.none(
    'npm audit: no high or critical finding without a decision',
    open.map(([name, { severity }]) => `${name} (${severity})`),
  )
}

function npmAudit(): Promise<Audit | undefined> {
  return new Promise((settle) => {
    execFile('npm', ['audit', '--omit=dev', '--json'], { cwd: root, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 }, (_, stdout) => {
      try {
        settle(JSON.parse(stdout) as Audit)
      } catch {
        settle(undefined)
      }
    })
  })
}
