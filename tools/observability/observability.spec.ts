import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../start/paths.ts'
import { observabilityFiles } from './files.ts'
import { metricOf, namedIn, ours, queries, rules } from './queries.ts'

/** Of the exporter and of Prometheus. */
const LABELS = ['service_name', 'instance', 'job', 'le']

describe('every query of the dashboards and alerts', () => {
  it.each(queries())('is PromQL on metrics and labels that there are: $of', ({ text }) => {
    const { metrics, labels, faults } = namedIn(text)
    expect(faults).toEqual([])
    const asked = [...metrics].filter((name) => name !== 'up').map((name) => ours.get(metricOf(name)) ?? name)
    expect(asked.filter((metric) => typeof metric === 'string')).toEqual([])
    const there = [...LABELS, ...asked.flatMap((metric) => (typeof metric === 'string' ? [] : metric.attributes)).map(labelOf)]
    expect([...labels].filter((label) => !there.includes(label))).toEqual([])
  })

  it('would be found out if it were none, or asked for what nobody measures', () => {
    expect(namedIn('sum by (topic (rate(x[1m]))').faults).not.toEqual([])
    expect([...namedIn('max by (topic) (yiwang_outbox_depth{service_name="sla"}) + no_such_metric').metrics]).toEqual([
      'yiwang_outbox_depth',
      'no_such_metric',
    ])
    expect([...namedIn('max by (topic) (yiwang_outbox_depth{kind="sla"})').labels]).toEqual(['topic', 'kind'])
  })
})

it('every metric that tells a fault is in a dashboard or an alert', () => {
  const asked = new Set(queries().flatMap(({ text }) => [...namedIn(text).metrics].map(metricOf)))
  const unseen = [...ours.keys()].filter((name) => !asked.has(name))
  expect(unseen).toEqual(['nodejs_eventloop_delay_max', 'yiwang_relay_refused_total', 'yiwang_directory_copy_changes_total'])
})

describe('every alert', () => {
  const runbooks = readFileSync(join(root, 'docs/runbooks.md'), 'utf8')

  it.each(rules())('says what is wrong, how bad it is, and what to do: $alert', ({ alert, labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels.severity)
    expect(annotations.summary).toMatch(/\S/)
    expect(annotations.runbook_url).toBe(`docs/runbooks.md#${alert.toLowerCase()}`)
    const section = runbooks.split(/^## /m).find((text) => text.startsWith(`${alert}\n`)) ?? ''
    for (const part of ['Means', 'Look', 'Do']) expect(section).toMatch(new RegExp(`^\\*\\*${part}\\.\\*\\* \\S`, 'm'))
  })

  it('has no namesake', () => {
    const names = rules().map(({ alert }) => alert)
    expect(new Set(names).size).toBe(names.length)
  })
})

it('dashboards and the page of metrics are what is made from their code', () => {
  const stale = [...observabilityFiles()].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  expect(stale.map(([file]) => file)).toEqual([])
})

const labelOf = (attribute: string): string => attribute.replaceAll('.', '_')
