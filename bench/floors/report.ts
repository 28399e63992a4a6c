import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { v7 as uuid } from 'uuid'
import { headersOf } from './bare.ts'

/** The matter, the counter of its events and its first event, as the product writes them. */
const REPORT = `
with m as (
  insert into matter (id, type, type_version, text, fields, area, received_at, reporter_kind, reporter, idempotency_key, body_hash)
  values ($1, $2, 1, $3, '{}', $4, $5, 'STAFF', $6, $7, $8)
  on conflict (reporter, idempotency_key) do nothing
  returning id::text
), counter as (
  insert into messaging.outbox_sequence (topic, subject, last) select $9, id, 1 from m
)
insert into messaging.outbox (topic, key, subject, sequence, headers, value) select $9, id, id, 1, $10, $11 from m`

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'text'],
  properties: {
    type: { type: 'string', minLength: 1, maxLength: 100 },
    text: { type: 'string', minLength: 1, maxLength: 5_000 },
    areaCode: { type: 'string', minLength: 1, maxLength: 40 },
  },
} as const
const headers = {
  type: 'object',
  required: ['idempotency-key'],
  properties: { 'idempotency-key': { type: 'string', maxLength: 128 } },
} as const

interface Report {
  readonly type: string
  readonly text: string
  readonly areaCode: string
}

/** `POST /v1/matters`. */
export function serveReports(app: FastifyInstance, pool: pg.Pool, prefix: string): void {
  app.post<{ Body: Report }>('/v1/matters', { schema: { body, headers } }, async (request, reply) => {
    const { type, text, areaCode } = request.body
    const { sub } = request as unknown as { sub: string }
    const [id, receivedAt] = [uuid(), new Date().toISOString()]
    const hash = createHash('sha256').update(JSON.stringify(request.body)).digest('hex')
    const event = { matterId: id, type, typeVersion: 1, area: areaCode, receivedAt, reporter: { kind: 'STAFF', id: sub } }
    const head = headersOf('intake', uuid(), 'yiwang.intake.matter.received.v1', id, areaCode)
    const key = request.headers['idempotency-key']
    const values = [id, type, text, areaCode, receivedAt, sub, key, hash, `${prefix}intake.matter.v1`, head, JSON.stringify(event)]
    await pool.query({ name: 'report', text: REPORT, values })
    return reply.code(201).send({ id, receivedAt })
  })
}
