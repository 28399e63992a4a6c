import { randomBytes } from 'node:crypto'
import type { Topic } from '@yiwang/contracts'
import { testServers } from './servers.ts'

/** A topic prefix of one's own on the run's Kafka or the one given, with these topics made, so that test files do not see each other's events. */
export async function testTopics(topics: readonly Topic[] = [], server?: { readonly brokers: string }) {
  const { brokers } = server ?? (await testServers())
  // Loaded when it is asked for: most test files need no Kafka client.
  const { connectKafka, ensureTopics } = await import('@yiwang/messaging')
  const prefix = `t${randomBytes(5).toString('hex')}.`
  const kafka = connectKafka({ brokers, clientId: 'test' })
  await ensureTopics(kafka, topics, prefix)
  return { prefix, brokers, kafka }
}
