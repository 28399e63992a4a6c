import { root } from '../../../tools/start/paths.ts'
import { type Checks, NotHere } from '../checks.ts'
import { isThere, run } from '../command.ts'

/** The alert rules, as Prometheus itself reads them. */
export async function checkAlerts(checks: Checks): Promise<void> {
  checks.begin('alerts')
  await checks.check('promtool reads every alert rule', async () => {
    if (!(await isThere('promtool'))) throw new NotHere('there is no promtool on PATH (Debian: prometheus)')
    const said = await run('promtool', ['check', 'rules', 'deploy/observability/prometheus/alerts.yml'], { cwd: root })
    return /\d+ rules found/.exec(said)?.[0]
  })
}
