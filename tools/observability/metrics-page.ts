import { type MetricName, metricNames, prometheusName } from '@yiwang/service-kit'

const HEAD = `# Metrics

Made from \`packages/service-kit/src/telemetry/telemetry-names.ts\` by \`npm run generate\`.

Every service answers \`GET /metrics\` in the text format of Prometheus; the names are those of OpenTelemetry's semantic conventions where it has one,
else \`yiwang.*\`, and every series has \`service_name\`. With \`OTEL_EXPORTER_OTLP_ENDPOINT\` the same go to a collector.

What is a state and no event (how many cases are open, how old the oldest event of the outbox is) is looked at every 15 seconds, by every replica alike,
in statements that read a bounded part of an index: take the greatest of the replicas, not their sum. Scraping costs no statement.
Instants are real ones, also where the demo clock runs faster.

| Metric | In Prometheus | Kind, unit | By | |
|---|---|---|---|---|
`

/** docs/metrics.md. */
export function metricsPage(): string {
  const rows = Object.values<MetricName>(metricNames).map(
    (metric) =>
      `| \`${metric.name}\` | \`${prometheusName(metric)}\` | ${metric.kind}, ${metric.unit} | ${metric.attributes.join(', ')} | ${metric.description} |`,
  )
  return `${HEAD}${rows.join('\n')}\n`
}
