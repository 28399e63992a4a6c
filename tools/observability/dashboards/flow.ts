import type { Page } from '../panels.ts'

/** What the platform is there for: what comes in, who has it, what is late, who was told. */
export const flow: Page = {
  uid: 'yiwang-flow',
  title: 'Yiwang: the flow of matters',
  description: 'What comes in, what is held, due and late, and who was told.',
  charts: [
    {
      title: 'Matters received',
      description: 'A minute, by the system that reported them; http: residents and staff.',
      series: [{ query: 'sum by (system) (rate(yiwang_intake_matters_total[$__rate_interval])) * 60', legend: '{{system}}' }],
      stacked: true,
    },
    {
      title: 'Cases that somebody holds',
      description: 'Open cases by state. The count ends at 100,000 a state.',
      series: [{ query: 'max by (state) (yiwang_dispatch_cases_open)', legend: '{{state}}' }],
      stacked: true,
    },
    {
      title: 'Due within a day, and late',
      description: 'Open cases whose next due instant lies within a day, or has passed.',
      series: [
        { query: 'max(yiwang_dispatch_cases_due)', legend: 'due within a day' },
        { query: 'max(yiwang_dispatch_cases_late)', legend: 'late' },
      ],
    },
    {
      title: 'Rungs fired',
      description: 'Escalations a minute: warnings and overruns alike.',
      series: [{ query: 'sum(rate(yiwang_sla_rungs_fired_total[$__rate_interval])) * 60', legend: 'rungs' }],
    },
    {
      title: 'People and systems told',
      description: 'Deliveries that arrived, a minute, by channel.',
      series: [
        { query: 'sum by (channel) (rate(yiwang_notify_deliveries_total{outcome="sent"}[$__rate_interval])) * 60', legend: '{{channel}}' },
      ],
      stacked: true,
    },
    {
      title: 'Told of escalations',
      description: 'Deliveries about escalations, a minute, by channel and outcome.',
      series: [
        {
          query:
            'sum by (channel, outcome) (rate(yiwang_notify_deliveries_total{type="yiwang.sla.escalation.raised.v1"}[$__rate_interval])) * 60',
          legend: '{{channel}} {{outcome}}',
        },
      ],
    },
    {
      title: 'Not told yet, and given up',
      description: 'Deliveries that are due and not sent; calls of webhooks that were given up and wait for a replay.',
      series: [
        { query: 'max by (channel) (yiwang_notify_pending)', legend: '{{channel}} pending' },
        { query: 'max(yiwang_notify_dead)', legend: 'given up' },
      ],
    },
    {
      title: 'Quarantine',
      description: 'Events of legacy systems that could not be mapped and wait.',
      series: [{ query: 'max by (system) (yiwang_intake_quarantine)', legend: '{{system}}' }],
      stacked: true,
    },
    {
      title: 'Events held, by reason',
      description: 'What went into quarantine, a minute.',
      series: [
        { query: 'sum by (system, reason) (rate(yiwang_intake_held_total[$__rate_interval])) * 60', legend: '{{system}} {{reason}}' },
      ],
    },
  ],
}
