// What the floors of the HTTP benches share: fastify with jose, a bulk insert of pg, and a relay of the outbox to kafkajs.
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import kafkajs from 'kafkajs'
import type pg from 'pg'

export interface FloorConfig {
  readonly databases: Readonly<Record<string, string>>
  readonly brokers: string
  readonly prefix: string
  readonly issuer: string
}

/** What the product sets in its sessions: the planner would keep plans that read a table whole from the time when it was small. */
export const BY_INDEX = '-c enable_seqscan=off -c jit=off'

/** The first message of the parent. */
export const configured = <Config>(): Promise<Config> => new Promise((given) => process.once('message', given))

/** Every request has a token, whose signature is checked. */
export function server(issuer: string): FastifyInstance {
  const app = fastify()
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  app.addHook('onRequest', async (request: FastifyRequest & { sub?: string }) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    request.sub = (await jwtVerify(token, keys, { issuer, audience: 'yiwang' })).payload.sub!
  })
  return app
}

export async function listen(app: FastifyInstance): Promise<void> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  process.send!({ port: (app.server.address() as { port: number }).port })
}

export const kafka = (brokers: string) => new kafkajs.Kafka({ brokers: [brokers], clientId: 'floor', logLevel: kafkajs.logLevel.NOTHING })

const SHORTEST_IDLE_MS = 5
/** In the legs of the product the floor must take nothing from it. */
const LONGEST_IDLE_MS = 100

/** Publishes what stands in the outbox, and deletes it once it is acknowledged. */
export async function relay(pool: pg.Pool, brokers: string): Promise<never> {
  const client = await pool.connect()
  await client.query('set synchronous_commit = off')
  const producer = kafka(brokers).producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const read = 'select id, topic, key, subject, sequence, headers, value from messaging.outbox where refused is null order by id limit 500'
  let idleMs = SHORTEST_IDLE_MS
  for (;;) {
    const { rows } = await client.query({ name: 'read', text: read })
    if (rows.length === 0) {
      await pause(idleMs)
      idleMs = Math.min(idleMs * 2, LONGEST_IDLE_MS)
      continue
    }
    idleMs = SHORTEST_IDLE_MS
    const topicMessages = [...Map.groupBy(rows, ({ topic }) => topic as string)].map(([topic, of]) => ({
      topic,
      messages: of.map(({ key, subject, sequence, headers, value }) => {
        return { key, value, headers: { ...headers, ce_subject: subject, ce_sequence: String(sequence).padStart(10, '0') } }
      }),
    }))
    await producer.sendBatch({ acks: -1, topicMessages })
    const ids = rows.map(({ id }) => id)
    await client.query({
      name: 'forget',
      text: 'delete from messaging.outbox where id = any((select $1::bigint[])::bigint[])',
      values: [ids],
    })
  }
}

/** An insert of many rows as one prepared statement, a parameter a column. Arrays travel as text (`text::uuid[]`): unnest would flatten them. */
export function insert(table: string, columns: Readonly<Record<string, string>>, conflict = '') {
  const names = Object.keys(columns)
  const types = Object.values(columns).map((type) => type.split('::'))
  const given = types.map(([type], n) => `$${n + 1}::${type}[]`).join(', ')
  const taken = types.map(([, cast], n) => `c${n}${cast ? `::${cast}` : ''}`).join(', ')
  const aliases = names.map((_, n) => `c${n}`).join(', ')
  const text = `insert into ${table} (${names.join(', ')}) select ${taken} from unnest(${given}) as c (${aliases}) ${conflict}`
  const name = createHash('md5').update(text).digest('hex')
  return (rows: readonly (readonly unknown[])[]) => ({ name, text, values: names.map((_, n) => rows.map((row) => row[n] ?? null)) })
}

export const headersOf = (source: string, id: string, type: string, key: string, area: string): string =>
  JSON.stringify({
    ...{ ce_specversion: '1.0', ce_id: id, ce_source: `/districts/500105/${source}`, ce_type: type, ce_time: new Date().toISOString() },
    ...{ ce_partitionkey: key, ce_area: area, ce_traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' },
    'content-type': 'application/json',
  })
