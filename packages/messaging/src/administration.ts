import { createRequire } from 'node:module'
import type { Grant } from '@yiwang/contracts'
import type * as kafkajs from 'kafkajs'
import type { Kafka, NewTopic, Position } from './kafka.ts'

const client: typeof kafkajs = createRequire(import.meta.url)('kafkajs')

/** What is asked of the brokers about topics, groups and grants: each question over a connection of its own. */
export function administration(kafka: kafkajs.Kafka): Omit<Kafka, 'openProducer' | 'consume'> {
  const asAdmin = async <T>(work: (admin: kafkajs.Admin) => Promise<T>): Promise<T> => {
    const admin = kafka.admin()
    await admin.connect()
    try {
      return await work(admin)
    } finally {
      await admin.disconnect()
    }
  }
  return {
    partitionsOf: (topics) => asAdmin((admin) => partitionsOf(admin, topics)),
    createTopics: (topics) => asAdmin((admin) => createTopics(admin, topics)),
    deleteTopics: (matches) => asAdmin(async (admin) => admin.deleteTopics({ topics: (await topicsThere(admin)).filter(matches) })),
    endOffsets: (topic) =>
      asAdmin(async (admin) => new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)]))),
    committedOffsets: (group, topic) => asAdmin((admin) => committedOffsets(admin, group, topic)),
    positionsOf: (group, topics) => asAdmin((admin) => positionsOf(admin, group, topics)),
    allow: (principal, grants) =>
      asAdmin(async (admin) => void (await admin.createAcls({ acl: grants.flatMap((grant) => aclsOf(principal, grant)) }))),
    rewind: (groupId, topic) => asAdmin((admin) => admin.resetOffsets({ groupId, topic, earliest: true })),
  }
}

const TRIES = 3

/** Where no broker answered in time the client goes on with nothing and stumbles over it: asked again, and said in the end. */
export async function topicsThere(admin: Pick<kafkajs.Admin, 'listTopics'>, tries = TRIES): Promise<string[]> {
  try {
    return await admin.listTopics()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    if (tries <= 1) throw new Error('no broker said in time which topics there are', { cause: error })
    return topicsThere(admin, tries - 1)
  }
}

async function partitionsOf(admin: kafkajs.Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const existing = new Set(await topicsThere(admin))
  const wanted = topics.filter((topic) => existing.has(topic))
  if (wanted.length === 0) return new Map()
  const { topics: described } = await admin.fetchTopicMetadata({ topics: wanted })
  // Without a leader a partition takes nothing yet.
  const led = described.filter(({ partitions }) =>
    partitions.every(({ leader, partitionErrorCode }) => leader >= 0 && partitionErrorCode === 0),
  )
  return new Map(led.map(({ name, partitions }) => [name, partitions.length]))
}

async function createTopics(admin: kafkajs.Admin, topics: readonly NewTopic[]): Promise<void> {
  if (topics.length === 0) return
  const wanted = topics.map(({ topic, partitions, config }) => ({
    topic,
    numPartitions: partitions,
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
  }))
  await admin.createTopics({ waitForLeaders: false, topics: wanted }).catch(namingEach)
}

/** The client's own error says only that some of them could not be created. */
function namingEach(failure: unknown): never {
  if (!(failure instanceof client.KafkaJSAggregateError)) throw failure
  const each = failure.errors.map((error) =>
    typeof error === 'string' ? error : `${(error as { topic?: string }).topic}: ${error.message}`,
  )
  throw new Error(each.join('; '), { cause: failure })
}

async function committedOffsets(admin: kafkajs.Admin, groupId: string, topic: string): Promise<Map<number, bigint>> {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
  return new Map(
    (found?.partitions ?? []).filter(({ offset }) => offset !== '-1').map(({ partition, offset }) => [partition, BigInt(offset)]),
  )
}

async function positionsOf(admin: kafkajs.Admin, groupId: string, topics: readonly string[]): Promise<Position[]> {
  const committed = await admin.fetchOffsets({ groupId, topics: [...topics] })
  const next = new Map(
    committed.flatMap(({ topic, partitions }) => partitions.map((of) => [`${topic}/${of.partition}`, BigInt(of.offset)])),
  )
  const ofTopics = topics.map(async (topic) =>
    (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
      const [first, at] = [BigInt(low), next.get(`${topic}/${partition}`) ?? -1n]
      return { topic, partition, next: at > first ? at : first, end: BigInt(high) }
    }),
  )
  return (await Promise.all(ofTopics)).flat()
}

function aclsOf(principal: string, { resource, name, pattern, operations }: Grant): kafkajs.AclEntry[] {
  const { AclResourceTypes: types, AclOperationTypes: does, AclPermissionTypes: permission, ResourcePatternTypes: patterns } = client
  const resourceType = { topic: types.TOPIC, group: types.GROUP, transactionalId: types.TRANSACTIONAL_ID }[resource]
  const word = { read: does.READ, write: does.WRITE, create: does.CREATE, describe: does.DESCRIBE }
  return operations.map((operation) => ({
    ...{ principal: `User:${principal}`, host: '*', permissionType: permission.ALLOW, operation: word[operation] },
    ...{ resourceType, resourceName: name, resourcePatternType: pattern === 'prefixed' ? patterns.PREFIXED : patterns.LITERAL },
  }))
}
