import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runCommand, type Step } from './step.ts'

/** What has landed stays readable: no event and no question of the last landed state is broken by this one. */
export const breakingStep: Step = {
  name: 'contracts break nothing that has landed (buf breaking)',
  async run() {
    const landed = await lastLanded()
    if (!landed || !(await git('ls-tree', landed, 'proto', 'buf.yaml'))) return { passed: true, remark: 'nothing has landed before' }
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-landed-'))
    try {
      const archive = join(folder, 'landed.tar')
      await git('archive', `--output=${archive}`, landed, 'proto', 'buf.yaml')
      await runCommand('tar', ['-xf', archive, '-C', folder])
      const { status, output } = await runCommand('buf', ['breaking', '--against', folder])
      return status === 0 ? { passed: true, remark: `against ${landed.slice(0, 9)}` } : { passed: false, output }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/**
 * On a branch: where it left main. On main itself: the commit before, or HEAD if something is not committed yet.
 * Undefined at the first commit, and where there is no history (an unpacked archive).
 */
async function lastLanded(): Promise<string | undefined> {
  const head = await git('rev-parse', '--verify', '-q', 'HEAD')
  if (!head) return undefined
  for (const main of ['origin/main', 'main']) {
    const base = await git('merge-base', 'HEAD', main)
    if (base && base !== head) return base
  }
  if (await git('status', '--porcelain', '--', 'proto', 'buf.yaml')) return head
  return (await git('rev-parse', '--verify', '-q', 'HEAD~1')) || undefined
}

/** What git says, trimmed; empty if it fails. */
async function git(...args: string[]): Promise<string> {
  const { status, output } = await runCommand('git', ['-C', root, ...args])
  return status === 0 ? output : ''
}
