import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventType, topics } from '@yiwang/contracts'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { Outbox, type OutgoingEvent, type Producer, type RecordToSend } from '@yiwang/messaging'
import { loadConfig, serve } from '@yiwang/service-kit'
import { freePorts, testDatabase, testIssuer, testTopics } from '@yiwang/testing'
import { intakeConfig } from '../src/config.ts'
import { IntakeModule } from '../src/intake.module.ts'
import { smallDistrict } from './small-district.fixture.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

export interface Call {
  readonly as?: string
  readonly key?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** The whole of intake on real servers, with a directory of its own, an issuer, and a hand on its topics. */
export async function serveIntake() {
  const [{ database, url, drop }, { prefix, brokers, kafka }, issuer, [grpcPort], attachments] = await Promise.all([
    testDatabase('intake'),
    testTopics([topics.dispatchCase, topics.slaClock, topics.intakeMatter, topics.intakeQuarantine]),
    testIssuer(),
    freePorts(1),
    mkdtemp(join(tmpdir(), 'intake-')),
  ])
  const config = loadConfig(intakeConfig, {
    NODE_ENV: 'test',
    HTTP_PORT: '0',
    GRPC_PORT: String(grpcPort),
    DATABASE_URL: url,
    KAFKA_BROKERS: [brokers].flat().join(','),
    TOPIC_PREFIX: prefix,
    ISSUER_URL: issuer.url,
    ATTACHMENTS_DIR: attachments,
    LOG_LEVEL: 'silent',
  })
  const service = await serve(IntakeModule.forRoot(config, DirectoryCopyModule.of(smallDistrict())))
  const producer = await kafka.openProducer()

  async function call<Body = Record<string, unknown>>(method: string, path: string, { as, key, body, headers = {} }: Call = {}) {
    const sent = body instanceof FormData || typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
    const response = await fetch(service.http + path, {
      method,
      ...(sent !== undefined && { body: sent }),
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${await issuer.token(as)}` }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(sent !== undefined && !(sent instanceof FormData) && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as Body, headers: response.headers }
  }

  return {
    ...events(producer, prefix),
    ...service,
    grpc: service.grpc!,
    config,
    database,
    issuer,
    kafka,
    prefix,
    call,
    async stop() {
      await producer.close()
      await service.stop()
      await Promise.all([issuer.stop(), drop(), rm(attachments, { recursive: true })])
    },
  }
}
export type Serving = Awaited<ReturnType<typeof serveIntake>>

/** Writes to topics as other services and legacy systems do. */
function events(producer: Producer, prefix: string) {
  const outbox = new Outbox({ source: '/districts/500105/test', topicPrefix: prefix })
  const sequences = new Map<string, number>()
  return {
    send: (topic: string, ...records: Omit<RecordToSend, 'topic'>[]) =>
      producer.send(records.map((record) => ({ topic: prefix + topic, ...record }))),
    async publish<E extends EventType>(event: OutgoingEvent<E>): Promise<void> {
      const { topic, key, subject, headers, value } = outbox.encode(event as unknown as OutgoingEvent)
      const sequence = (sequences.get(topic + subject) ?? 0) + 1
      sequences.set(topic + subject, sequence)
      await producer.send([
        { topic, key, value, headers: { ...headers, ce_subject: subject, ce_sequence: String(sequence).padStart(10, '0') } },
      ])
    },
  }
}
