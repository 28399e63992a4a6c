import { join } from 'node:path'
import { root } from '../start/paths.ts'
import { bus } from './dashboards/bus.ts'
import { flow } from './dashboards/flow.ts'
import { services } from './dashboards/services.ts'
import { voting } from './dashboards/voting.ts'
import { metricsPage } from './metrics-page.ts'
import { dashboardOf } from './panels.ts'

export const pages = [flow, voting, bus, services]

/** Every file that is made from the names of metrics and the pages, with its text. */
export function observabilityFiles(): Map<string, string> {
  const dashboards = pages.map((page): [string, string] => [
    join(root, 'deploy/observability/grafana/dashboards', `${page.uid.replace('yiwang-', '')}.json`),
    `${JSON.stringify(dashboardOf(page), undefined, 2)}\n`,
  ])
  return new Map([...dashboards, [join(root, 'docs/metrics.md'), metricsPage()]])
}
