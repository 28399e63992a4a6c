import type { Page } from '../panels.ts'

/** What waits between the services, and whether time goes on. */
export const bus: Page = {
  uid: 'yiwang-bus',
  title: 'Yiwang: bus and time',
  description: 'Outboxes, consumers, parked keys, and the sweep.',
  charts: [
    {
      title: 'Consumer lag',
      description: 'Events on the topics that a service has not consumed.',
      series: [
        {
          query: 'sum by (service_name, topic) (max by (service_name, topic, partition) (yiwang_consumer_lag))',
          legend: '{{service_name}} {{topic}}',
        },
      ],
      limit: 10_000,
    },
    {
      title: 'Events consumed',
      description: 'A second, by service and topic; duplicates are ignored and show here only.',
      series: [
        {
          query: 'sum by (service_name, topic, outcome) (rate(yiwang_consumer_events_total[$__rate_interval]))',
          legend: '{{service_name}} {{topic}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Outbox: how many wait',
      description: 'Events committed and not yet published. The count ends at 100,000.',
      series: [{ query: 'max by (service_name) (yiwang_outbox_depth)', legend: '{{service_name}}' }],
      limit: 10_000,
    },
    {
      title: 'Outbox: how long the oldest waits',
      description: 'Without those that the broker refused.',
      series: [{ query: 'max by (service_name) (yiwang_outbox_age)', legend: '{{service_name}}' }],
      unit: 's',
      limit: 60,
    },
    {
      title: 'Events published',
      description: 'A second, by topic.',
      series: [{ query: 'sum by (topic) (rate(yiwang_relay_published_total[$__rate_interval]))', legend: '{{topic}}' }],
    },
    {
      title: 'Events that the broker refused',
      description: 'They and the later ones of their keys wait for a person.',
      series: [{ query: 'max by (service_name) (yiwang_outbox_refused)', legend: '{{service_name}}' }],
      limit: 1,
    },
    {
      title: 'Parked keys',
      description: 'Keys that wait until a person replays or drops them: npm run parked.',
      series: [{ query: 'max by (service_name, topic) (yiwang_consumer_parked_keys)', legend: '{{service_name}} {{topic}}' }],
      limit: 1,
    },
    {
      title: 'Pauses of consumers',
      description: 'Batches that could not be applied because of a fault that may pass, a minute.',
      series: [
        {
          query: 'sum by (service_name, topic) (rate(yiwang_consumer_pauses_total[$__rate_interval])) * 60',
          legend: '{{service_name}} {{topic}}',
        },
      ],
    },
    {
      title: 'Time to apply a batch',
      description: '95th percentile, from taking it in hand to its commit.',
      series: [
        {
          query:
            'histogram_quantile(0.95, sum by (le, service_name, topic) (rate(yiwang_consumer_batch_duration_bucket[$__rate_interval])))',
          legend: '{{service_name}} {{topic}}',
        },
      ],
      unit: 's',
    },
    {
      title: 'Lateness of the sweep',
      description: 'How long ago the rung was due that should have fired first and has not.',
      series: [{ query: 'max(yiwang_sla_sweep_lateness)', legend: 'late by' }],
      unit: 's',
      limit: 30,
    },
    {
      title: 'Age of the watermark',
      description: 'How old the instant is up to which sla knows everything: no rung fires beyond it.',
      series: [{ query: 'max by (source) (yiwang_sla_watermark_age)', legend: 'of {{source}}' }],
      unit: 's',
      limit: 60,
    },
    {
      title: 'Processes that publish',
      description: 'One of each service; the others stand by.',
      series: [{ query: 'sum by (service_name) (yiwang_relay_leading)', legend: '{{service_name}}' }],
    },
  ],
}
