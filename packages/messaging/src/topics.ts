import { setTimeout as sleep } from 'node:timers/promises'
import { deadLetterTopic, type Topic } from '@yiwang/contracts'
import type { Kafka, NewTopic } from './kafka.ts'

/** How long foreign topics and dead letters are kept. */
export const FOREIGN_RETENTION_MS = 30 * 86_400_000
const ALL_KNOWN_WITHIN_MS = 20_000

/** A topic as `ensureTopics` makes it: one of the contracts, or one that is not ours. */
export type TopicToEnsure = Topic | (Omit<Topic, 'cleanup'> & { readonly cleanup: 'month' })

/** Inbound, outbound or dead letters: 4 partitions, kept for a month. */
export const foreignTopic = (name: string, partitions = 4): TopicToEnsure => ({ name, partitions, cleanup: 'month' })
export const deadLettersOf = (topic: string): TopicToEnsure => foreignTopic(deadLetterTopic(topic), 1)

/** How a topic is kept, in the broker's words. */
export const TOPIC_CONFIG = {
  keep: { 'cleanup.policy': 'delete', 'retention.ms': '-1' },
  month: { 'cleanup.policy': 'delete', 'retention.ms': String(FOREIGN_RETENTION_MS) },
  // Only closed segments are compacted: small ones keep a topic small that is written four times a second.
  compact: { 'cleanup.policy': 'compact', 'segment.bytes': String(16 * 1024 * 1024), 'min.cleanable.dirty.ratio': '0.2' },
} as const

/**
 * Creates what is missing and waits until the broker knows it all. A missing topic holds up everything that a service emits, so each
 * service asserts its topics at start. The partition count of an own topic never changes: another count is an error.
 */
export async function ensureTopics(kafka: Kafka, topics: readonly TopicToEnsure[], prefix: string): Promise<void> {
  const wanted = new Map(topics.map((topic) => [prefix + topic.name, topic]))
  const names = [...wanted.keys()]
  const present = await kafka.partitionsOf(names)
  const missing = [...wanted].filter(([name]) => !present.has(name)).map(([name, topic]) => toCreate(name, topic))
  if (missing.length > 0) await kafka.createTopics(missing)
  const existing = await allKnown(kafka, names, missing)
  for (const [name, { partitions, cleanup }] of wanted) {
    const found = existing.get(name)
    if (cleanup !== 'month' && found !== partitions) throw new Error(`${name} has ${found} partitions and must have ${partitions}`)
  }
}

/** A new topic is known before its partitions can be written; they can once they answer. */
async function allKnown(kafka: Kafka, names: readonly string[], created: readonly NewTopic[]): Promise<Map<string, number>> {
  const deadline = performance.now() + ALL_KNOWN_WITHIN_MS
  const silent = new Set(created.map(({ topic }) => topic))
  for (;;) {
    const existing = await kafka.partitionsOf(names)
    for (const topic of silent) if (existing.has(topic) && (await answers(kafka, topic))) silent.delete(topic)
    const missing = names.filter((name) => silent.has(name) || !existing.has(name))
    if (missing.length === 0) return existing
    if (performance.now() > deadline) throw new Error(`topics that do not come up: ${missing.join(', ')}`)
    await sleep(50)
  }
}

const answers = (kafka: Kafka, topic: string): Promise<boolean> =>
  kafka.endOffsets(topic).then(
    () => true,
    () => false,
  )

const toCreate = (topic: string, { partitions, cleanup }: TopicToEnsure): NewTopic => ({ topic, partitions, config: TOPIC_CONFIG[cleanup] })
