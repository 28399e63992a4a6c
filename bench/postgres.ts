import { durablePostgres } from '@yiwang/testing'

/** The durable settings of PostgreSQL, with as much memory as the chart gives it for a district. */
export const districtPostgres = { ...durablePostgres, shared_buffers: '1GB' } as const
