import type { Page } from '../panels.ts'

/** How the processes do. */
export const services: Page = {
  uid: 'yiwang-services',
  title: 'Yiwang: services',
  description: 'HTTP, gRPC, readiness, and the processes.',
  charts: [
    {
      title: 'HTTP requests',
      description: 'A second, by service and status.',
      series: [
        {
          query: 'sum by (service_name, http_response_status_code) (rate(http_server_request_duration_count[$__rate_interval]))',
          legend: '{{service_name}} {{http_response_status_code}}',
        },
      ],
      unit: 'reqps',
      stacked: true,
    },
    {
      title: 'Time to answer over HTTP',
      description: '95th percentile, by service.',
      series: [
        {
          query: 'histogram_quantile(0.95, sum by (le, service_name) (rate(http_server_request_duration_bucket[$__rate_interval])))',
          legend: '{{service_name}}',
        },
      ],
      unit: 's',
      limit: 1,
    },
    {
      title: 'Slowest routes',
      description: 'The ten routes with the longest 95th percentile.',
      series: [
        {
          query:
            'topk(10, histogram_quantile(0.95, sum by (le, service_name, http_request_method, http_route) (rate(http_server_request_duration_bucket[$__rate_interval]))))',
          legend: '{{service_name}} {{http_request_method}} {{http_route}}',
        },
      ],
      unit: 's',
    },
    {
      title: 'Answers of 5xx',
      description: 'Part of all answers; there should be none.',
      series: [
        {
          query:
            'sum by (service_name) (rate(http_server_request_duration_count{http_response_status_code=~"5.."}[$__rate_interval])) / sum by (service_name) (rate(http_server_request_duration_count[$__rate_interval]))',
          legend: '{{service_name}}',
        },
      ],
      unit: 'percentunit',
    },
    {
      title: 'gRPC calls',
      description: 'A second, by method and status.',
      series: [
        {
          query: 'sum by (rpc_method, rpc_response_status_code) (rate(rpc_server_call_duration_count[$__rate_interval]))',
          legend: '{{rpc_method}} {{rpc_response_status_code}}',
        },
      ],
      unit: 'reqps',
    },
    {
      title: 'Time to answer over gRPC',
      description: '95th percentile, by method.',
      series: [
        {
          query: 'histogram_quantile(0.95, sum by (le, rpc_method) (rate(rpc_server_call_duration_bucket[$__rate_interval])))',
          legend: '{{rpc_method}}',
        },
      ],
      unit: 's',
    },
    {
      title: 'Requests in flight',
      description: 'Beyond MAX_IN_FLIGHT a process answers 429.',
      series: [{ query: 'yiwang_requests_in_flight', legend: '{{service_name}} {{instance}}' }],
    },
    {
      title: 'Requests refused',
      description: 'Answers of 429 a second.',
      series: [{ query: 'sum by (service_name) (rate(yiwang_requests_refused_total[$__rate_interval]))', legend: '{{service_name}}' }],
    },
    {
      title: 'Readiness',
      description: '1 while a check holds.',
      series: [{ query: 'min by (service_name, check) (yiwang_ready_check)', legend: '{{service_name}} {{check}}' }],
    },
    {
      title: 'Delay of the event loop',
      description: '99th percentile of each process.',
      series: [{ query: 'nodejs_eventloop_delay_p99', legend: '{{service_name}} {{instance}}' }],
      unit: 's',
      limit: 0.5,
    },
    {
      title: 'Processor',
      description: 'Cores in use, and how busy the event loop is: at 1 a process can do no more.',
      series: [
        {
          query: 'sum by (service_name, instance) (rate(process_cpu_time_total[$__rate_interval]))',
          legend: '{{service_name}} {{instance}}',
        },
        { query: 'nodejs_eventloop_utilization', legend: '{{service_name}} {{instance}} event loop' },
      ],
    },
    {
      title: 'Memory',
      description: 'Resident, of each process.',
      series: [{ query: 'process_memory_usage', legend: '{{service_name}} {{instance}}' }],
      unit: 'bytes',
    },
    {
      title: 'Connections to the database',
      description: 'Of the pool of each process, and who waits for one.',
      series: [
        {
          query: 'sum by (service_name, db_client_connection_state) (db_client_connection_count)',
          legend: '{{service_name}} {{db_client_connection_state}}',
        },
        { query: 'sum by (service_name) (db_client_connection_pending_requests)', legend: '{{service_name}} waiting' },
      ],
    },
  ],
}
