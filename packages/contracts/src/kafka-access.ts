import { deadLetterTopic, inboundTopic, outboundTopic, type Topic, topics } from './topics.ts'

/** What a principal may do with resources of the broker, in Kafka's own words. The operations imply `describe`. */
export interface Grant {
  readonly resource: 'topic' | 'group' | 'transactionalId'
  readonly name: string
  /** prefixed: every resource whose name begins so. */
  readonly pattern: 'literal' | 'prefixed'
  readonly operations: readonly ('read' | 'write' | 'create' | 'describe')[]
}

interface Traffic {
  readonly writes: readonly Topic[]
  readonly reads: readonly Topic[]
}

/** Which of our topics a service writes and reads. */
export const serviceTraffic = {
  directory: { writes: [topics.directoryChange, topics.directoryGeometry], reads: [] },
  intake: {
    writes: [topics.intakeMatter, topics.intakeQuarantine],
    reads: [topics.directoryChange, topics.directoryGeometry, topics.dispatchCase, topics.slaClock],
  },
  dispatch: {
    writes: [topics.dispatchCase, topics.dispatchProgress],
    reads: [topics.directoryChange, topics.intakeMatter, topics.slaClock, topics.slaEscalation, topics.votingDecision],
  },
  sla: {
    writes: [topics.slaClock, topics.slaEscalation],
    reads: [topics.directoryChange, topics.dispatchCase, topics.dispatchProgress, topics.votingDecision, topics.votingProgress],
  },
  voting: {
    writes: [topics.votingDecision, topics.votingProgress],
    reads: [topics.directoryChange, topics.dispatchCase, topics.slaClock],
  },
  notify: {
    writes: [topics.notifyDelivery],
    reads: [
      topics.directoryChange,
      ...[topics.intakeMatter, topics.intakeQuarantine, topics.dispatchCase, topics.slaClock, topics.slaEscalation, topics.votingDecision],
    ],
  },
} as const satisfies Record<string, Traffic>
export type ServiceWithTraffic = keyof typeof serviceTraffic

/**
 * What a service needs of the broker, and no more: to make and write its topics, to read those of others, to keep references to what it
 * could not consume, its own consumer groups and transactions. intake also makes the topics of the legacy systems.
 */
export function grantsOfService(service: ServiceWithTraffic, prefix = ''): Grant[] {
  const { writes, reads }: Traffic = serviceTraffic[service]
  return [
    ...writes.map(({ name }) => topic(prefix + name, ['write', 'read', 'create', 'describe'])),
    ...reads.map(({ name }) => topic(prefix + name, ['read', 'describe'])),
    ...reads.map(({ name }) => topic(prefix + deadLetterTopic(name), ['write', 'create', 'describe'])),
    ...(service === 'intake' ? grantsForLegacySystems(prefix) : []),
    { resource: 'group', name: prefix + service, pattern: 'prefixed', operations: ['read', 'describe'] },
    { resource: 'transactionalId', name: `relay:${prefix}`, pattern: 'prefixed', operations: ['write', 'describe'] },
  ]
}

function grantsForLegacySystems(prefix: string): Grant[] {
  const all = (name: string, operations: Grant['operations']): Grant => ({ resource: 'topic', name, pattern: 'prefixed', operations })
  return [all(`${prefix}inbound.`, ['read', 'write', 'create', 'describe']), all(`${prefix}outbound.`, ['write', 'create', 'describe'])]
}

/** A legacy system writes its own topic and nothing else; it reads what comes back, with groups that bear its name. */
export function grantsOfLegacySystem(system: string, prefix = ''): Grant[] {
  return [
    topic(prefix + inboundTopic(system), ['write', 'describe']),
    topic(prefix + outboundTopic(system), ['read', 'describe']),
    { resource: 'group', name: `${prefix}${system}`, pattern: 'prefixed', operations: ['read', 'describe'] },
  ]
}

/** A subscriber reads the topics that it was granted, with groups that bear its name. */
export function grantsOfSubscriber(subscriber: string, names: readonly string[], prefix = ''): Grant[] {
  return [
    ...names.map((name) => topic(prefix + name, ['read', 'describe'])),
    { resource: 'group', name: `${prefix}${subscriber}`, pattern: 'prefixed', operations: ['read', 'describe'] },
  ]
}

function topic(name: string, operations: Grant['operations']): Grant {
  return { resource: 'topic', name, pattern: 'literal', operations }
}
