import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Injectable } from '@nestjs/common'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { currentTraceparent } from '@yiwang/messaging'
import { inSpan, SystemClock, spanNames } from '@yiwang/service-kit'
import { Webhook } from 'standardwebhooks'
import { Agent, request } from 'undici'
import { isPrivateAddress, WebhookOptions } from '../../domain/webhook-target.ts'
import { WebhookRepository } from '../db/webhook.repository.ts'
import type { Channel, Delivery, Outcome } from './channel.ts'

interface Target {
  readonly url: string
  readonly secrets: readonly string[]
}

const TIMEOUT_MS = 10_000
/** More than this of an answer is not read: only its status counts. */
const ANSWER_BYTES = 64 * 1024

/** Resolves a name, and refuses it when it resolves to an address that outsiders must not make us call. */
const publicOnly: LookupFunction = (hostname, options, done) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const refused = addresses?.find(({ address }) => isPrivateAddress(address))
    if (error || refused) return done(error ?? Object.assign(new Error('the target is no public address'), { code: 'PRIVATE_TARGET' }), [])
    if (options.all) return done(null, addresses)
    done(null, addresses[0]!.address, addresses[0]!.family)
  })

/** Signed calls to outside systems (Standard Webhooks): at least once, each with the id of its event. */
@Injectable()
export class WebhookChannel implements Channel {
  readonly name = 'WEBHOOK'
  readonly reaches = 'SYSTEMS'
  readonly apart = true
  readonly batch = 32
  private readonly agent: Agent

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly options: WebhookOptions,
    // Real time, whatever the demo clock says: receivers compare `webhook-timestamp` with theirs.
    private readonly realTime: SystemClock,
  ) {
    const connect = { timeout: TIMEOUT_MS, ...(options.privateTargets === 'refuse' ? { lookup: publicOnly } : {}) }
    this.agent = new Agent({ connect, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, connections: 8, maxResponseSize: ANSWER_BYTES })
  }

  async deliver(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const targets = await this.webhooks.targets([...new Set(deliveries.map(({ recipient }) => recipient))], this.realTime.now())
    return Promise.all(
      deliveries.map((delivery) => {
        const target = targets.get(delivery.recipient)
        return target ? this.call(target, delivery) : ({ sent: false, reason: 'the webhook is disabled', final: true } as const)
      }),
    )
  }

  async close(): Promise<void> {
    await this.agent.destroy()
  }

  private async call({ url, secrets }: Target, delivery: Delivery): Promise<Outcome> {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
    if (this.options.privateTargets === 'refuse' && isIP(host) && isPrivateAddress(host)) {
      return { sent: false, reason: 'the target is no public address', final: true }
    }
    const attributes = { 'server.address': host, 'cloudevents.event_id': delivery.eventId }
    const cause = { kind: SpanKind.CLIENT, traceparent: traceparentOf(delivery) }
    return inSpan(
      spanNames.deliver,
      attributes,
      async (span) => {
        const outcome = await this.post({ url, secrets }, delivery)
        if (!outcome.sent) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.reason })
        return outcome
      },
      cause,
    )
  }

  private async post({ url, secrets }: Target, delivery: Delivery): Promise<Outcome> {
    const body = delivery.body ?? ''
    const now = this.realTime.now()
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'yiwang-notify',
      traceparent: currentTraceparent(),
      'webhook-id': delivery.eventId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(delivery.eventId, now, body)).join(' '),
    }
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const { statusCode, body: answer } = await request(url, { method: 'POST', headers, body, dispatcher: this.agent, signal })
      await answer.dump({ limit: ANSWER_BYTES, signal }).catch(() => {})
      if (statusCode >= 200 && statusCode < 300) return { sent: true }
      if (statusCode !== 410) return { sent: false, reason: `answered ${statusCode}` }
      await this.webhooks.disable(delivery.recipient, now)
      return { sent: false, reason: 'answered 410: gone, the webhook is disabled', final: true }
    } catch (error) {
      return { sent: false, reason: reasonOf(error) }
    }
  }
}

/** Of the span that wrote the event, as it stands in it. */
const traceparentOf = ({ body }: Delivery): string | undefined => (JSON.parse(body ?? '{}') as { traceparent?: string }).traceparent

/** A code, never what the other end wrote. */
function reasonOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: string; name?: string }
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`
  return `not reached: ${code ?? name ?? 'unknown'}`
}
