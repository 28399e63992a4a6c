import { randomUUID } from 'node:crypto'
import { type Grant, grantsOfLegacySystem, grantsOfService, grantsOfSubscriber, outboundTopic, topics } from '@yiwang/contracts'
import { connectKafka, ensureTopics, type Kafka } from '@yiwang/messaging'
import { eventually, type SecuredBroker, securedBroker } from '@yiwang/testing'
import { services } from '../../tools/services.ts'
import { TestPlatform } from '../platform/platform.ts'
import { inboundSamples, Listener, writeInbound } from './bus.ts'

const SYSTEM = 'city-management'
const SUBSCRIBER = 'district-screen'

let broker: SecuredBroker
let platform: TestPlatform
const listeners: Listener[] = []

const as = (username: string, password?: string): Kafka =>
  connectKafka({ brokers: broker.brokers, clientId: username, sasl: broker.login(username, password) })
const listener = (principal: string, topic: string) => {
  const listener = new Listener(as(principal), '', [topic], principal)
  listeners.push(listener)
  return listener
}

beforeAll(async () => {
  broker = await securedBroker([...services, SYSTEM, SUBSCRIBER, 'stranger'])
  const kafka = connectKafka({ brokers: broker.brokers, clientId: 'operator', sasl: broker.admin })
  await ensureTopics(kafka, Object.values(topics), '')
  // Allowed twice is allowed; a broker that has just begun may not answer in time.
  const allow = (principal: string, grants: readonly Grant[]) => eventually(() => kafka.allow(principal, grants))
  for (const service of services) await allow(service, grantsOfService(service))
  await allow(SYSTEM, grantsOfLegacySystem(SYSTEM))
  await allow(SUBSCRIBER, grantsOfSubscriber(SUBSCRIBER, [topics.slaEscalation.name]))
  platform = await TestPlatform.start({
    bus: { prefix: '', brokers: broker.brokers, kafka },
    environment: (name, _, usual) => ({
      ...usual,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: name,
      KAFKA_SASL_PASSWORD: broker.login(name).password,
    }),
  })
}, 240_000)
afterAll(async () => {
  await Promise.all(listeners.map((listener) => listener.close()))
  await platform?.stop()
  await broker?.stop()
}, 60_000)

it('carries a matter through every service with nothing more than each was granted, to a subscriber of escalations', async () => {
  const told = listener(SUBSCRIBER, topics.slaEscalation.name)
  const id = await platform.person('resident-1').report({ type: 'trial-street', text: '路灯不亮' })
  await eventually(() => expect(told.on(topics.slaEscalation.name, id)).not.toEqual([]), { timeout: 60_000 })
  await eventually(async () => {
    const { items } = await platform.person('dispatcher-1').inbox()
    expect(items.filter(({ caseId }) => caseId === id)).not.toEqual([])
  })
}, 90_000)

it('takes what a legacy system writes to its own topic, and lets it read what comes back', async () => {
  const [sample] = inboundSamples(SYSTEM)
  await writeInbound(as(SYSTEM), '', SYSTEM, [sample!])
  const back = listener(SYSTEM, outboundTopic(SYSTEM))
  await eventually(() => expect(back.on(outboundTopic(SYSTEM), sample!.key)).not.toEqual([]), { timeout: 60_000 })
}, 90_000)

describe('the broker refuses', () => {
  const write = async (kafka: Kafka, topic: string) => {
    const producer = await kafka.openProducer()
    try {
      await producer.send([{ topic, key: 'k', value: '{}', headers: { ce_id: randomUUID() } }])
    } finally {
      await producer.close()
    }
  }

  it.each([
    ['a legacy system that writes the topic of another', SYSTEM, 'inbound.emergency-command.v1'],
    ['a legacy system that writes events of ours', SYSTEM, topics.intakeMatter.name],
    ['a subscriber that writes what it may read', SUBSCRIBER, topics.slaEscalation.name],
    ['a principal that was granted nothing', 'stranger', 'inbound.city-management.v1'],
    ['a service that writes the topic of another', 'notify', topics.dispatchCase.name],
  ])('%s', async (_, principal, topic) => {
    await expect(write(as(principal), topic)).rejects.toThrow(/authori[sz]|not host/i)
  })

  it('a subscriber that reads what it was not granted', async () => {
    await expect(as(SUBSCRIBER).endOffsets(topics.intakeMatter.name)).rejects.toThrow(/authori[sz]|not host/i)
  })

  it('a wrong password', async () => {
    await expect(as(SYSTEM, 'guessed').partitionsOf([])).rejects.toThrow(/authentication/i)
  })

  it('a client that does not say who it is', async () => {
    await expect(connectKafka({ brokers: broker.brokers, clientId: 'nobody' }).partitionsOf([])).rejects.toThrow()
  })
})
