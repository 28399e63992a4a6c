import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../tools/start/paths.ts'
import { type Checks, NotHere } from '../checks.ts'
import { isThere, run } from '../command.ts'

/** The alert rules, as Prometheus itself reads them. */
export async function checkAlerts(checks: Checks): Promise<void> {
  checks.begin('alerts')
  await checks.check('promtool reads every alert rule', async () => {
    const files = globSync('deploy/**/{alerts,rules}*.{yml,yaml}', { cwd: root }).filter((file) => !file.includes('/templates/'))
    if (files.length === 0 || !existsSync(join(root, 'deploy'))) throw new Error('there are no alert rules under deploy/')
    if (!(await isThere('promtool'))) throw new NotHere('there is no promtool on PATH (Debian: prometheus)')
    const said = await run('promtool', ['check', 'rules', ...files], { cwd: root })
    return [...said.matchAll(/(\d+) rules found/g)].map(([, count]) => `${count} rules`).join(', ')
  })
}
