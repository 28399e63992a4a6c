import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dashboard, Panel } from '@grafana/schema'
import { parser } from '@prometheus-io/lezer-promql'
import { type MetricName, metricNames, prometheusName } from '@yiwang/service-kit'
import { parse } from 'yaml'
import { root } from '../start/paths.ts'

const observability = join(root, 'deploy/observability')

export interface Query {
  /** Which panel or rule asks it. */
  readonly of: string
  readonly text: string
}

export interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook_url: string }
}

export function rules(): Rule[] {
  const { groups } = parse(readFileSync(join(observability, 'prometheus/alerts.yml'), 'utf8')) as { groups: { rules: Rule[] }[] }
  return groups.flatMap((group) => group.rules)
}

/** Every query of the dashboards and the rules, as Prometheus gets it. */
export function queries(): Query[] {
  return [...dashboards().flatMap(queriesOf), ...rules().map(({ alert, expr }) => ({ of: `alert ${alert}`, text: expr }))]
}

function dashboards(): Dashboard[] {
  const folder = join(observability, 'grafana/dashboards')
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard)
}

/** Grafana puts an interval in. */
function queriesOf({ title, panels = [] }: Dashboard): Query[] {
  return (panels as Panel[]).flatMap((panel) =>
    (panel.targets ?? []).map(({ expr }) => ({ of: `${title}: ${panel.title}`, text: String(expr).replaceAll('$__rate_interval', '1m') })),
  )
}

export interface Named {
  readonly metrics: ReadonlySet<string>
  /** What it groups and selects by. */
  readonly labels: ReadonlySet<string>
  /** Where it is no PromQL. */
  readonly faults: readonly string[]
}

export function namedIn(text: string): Named {
  const [metrics, labels, faults] = [new Set<string>(), new Set<string>(), [] as string[]]
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      const word = text.slice(from, to)
      if (type.isError) faults.push(`${word || 'an end'} at ${from}`)
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(word)
      if (name === 'LabelName') labels.add(word)
    },
  })
  return { metrics, labels, faults }
}

/** Every metric of ours, by its name in Prometheus. */
export const ours: ReadonlyMap<string, MetricName> = new Map(Object.values(metricNames).map((metric) => [prometheusName(metric), metric]))

/** A histogram is asked for by three names. */
export const metricOf = (name: string): string => (ours.has(name) ? name : name.replace(/_(bucket|count|sum)$/, ''))
