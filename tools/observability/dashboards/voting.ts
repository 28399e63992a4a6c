import type { Page } from '../panels.ts'

/** What an operator of votes watches; what is voted, and by whom, is in no metric. */
export const voting: Page = {
  uid: 'yiwang-voting',
  title: 'Yiwang: residents decide',
  description: 'Ballots as they come, what of decisions waits to be done, and how long it takes.',
  charts: [
    {
      title: 'Ballots cast',
      description: 'Ballots a minute that are on a board, by how they came.',
      series: [{ query: 'sum by (way) (rate(yiwang_voting_ballots_cast_total[$__rate_interval])) * 60', legend: '{{way}}' }],
      stacked: true,
    },
    {
      title: 'Ballots refused',
      description:
        'A minute, by the code of the problem. not-on-roll: rooms that are not claimed. voting-not-open: too late. conflict: try again.',
      series: [
        {
          query: 'sum by (way, reason) (rate(yiwang_voting_ballots_refused_total[$__rate_interval])) * 60',
          legend: '{{way}} {{reason}}',
        },
      ],
      stacked: true,
    },
    {
      title: 'Time to cast a ballot',
      description: 'Of the electronic ones, from the request to the receipt.',
      series: [
        {
          query:
            'histogram_quantile(0.99, sum by (le) (rate(http_server_request_duration_bucket{http_route="/v1/decisions/:id/ballots"}[$__rate_interval])))',
          legend: '99%',
        },
        {
          query:
            'histogram_quantile(0.5, sum by (le) (rate(http_server_request_duration_bucket{http_route="/v1/decisions/:id/ballots"}[$__rate_interval])))',
          legend: 'half',
        },
      ],
      unit: 's',
    },
    {
      title: 'Ballots in hand',
      description: 'They came in time and wait in their order; the close waits for them. None is sent away.',
      series: [{ query: 'sum(yiwang_voting_ballots_in_hand)', legend: 'ballots' }],
    },
    {
      title: 'Decisions',
      description: 'Those that are not over, by stage.',
      series: [{ query: 'max by (stage) (yiwang_voting_decisions)', legend: '{{stage}}' }],
      stacked: true,
    },
    {
      title: 'What waits to be done',
      description: 'ROLL: a roll to be written. CLOSE: a vote whose time is over. COUNT: two shares are there.',
      series: [{ query: 'max by (kind) (yiwang_voting_tasks_waiting)', legend: '{{kind}}' }],
    },
    {
      title: 'How long it has waited',
      description: 'The oldest of each kind. From five minutes on somebody is called.',
      series: [{ query: 'max by (kind) (yiwang_voting_tasks_age)', legend: '{{kind}}' }],
      unit: 's',
      limit: 300,
    },
    {
      title: 'How long the last one took',
      description: 'Writing a roll, freezing it when voting opens, closing, counting.',
      series: [{ query: 'max by (kind) (yiwang_voting_work_duration)', legend: '{{kind}}' }],
      unit: 's',
    },
  ],
}
