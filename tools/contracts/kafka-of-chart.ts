import {
  type Grant,
  grantsOfLegacySystem,
  grantsOfService,
  grantsOfSubscriber,
  inboundTopic,
  outboundTopic,
  type ServiceWithTraffic,
  serviceTraffic,
  topics,
} from '@yiwang/contracts'
import { deadLettersOf, foreignTopic, TOPIC_CONFIG, type TopicToEnsure } from '@yiwang/messaging'

/** What Kafka's operator is told, with `{prefix}`, `{system}`, `{subscriber}` and `{topic}` where the chart puts what a district says. */
export function kafkaOfChart() {
  const own = Object.values(topics)
  const services = Object.keys(serviceTraffic) as ServiceWithTraffic[]
  return {
    topics: [...own, ...own.map(({ name }) => deadLettersOf(name))].map(described),
    systemTopics: [inboundTopic('{system}'), outboundTopic('{system}')].map((name) => described(foreignTopic(name))),
    services: Object.fromEntries(services.map((service) => [service, acls(grantsOfService(service, '{prefix}'))])),
    system: acls(grantsOfLegacySystem('{system}', '{prefix}')),
    subscriber: acls(grantsOfSubscriber('{subscriber}', ['{topic}'], '{prefix}')),
  }
}

const described = ({ name, partitions, cleanup }: TopicToEnsure) => ({
  name: `{prefix}${name}`,
  partitions,
  config: TOPIC_CONFIG[cleanup],
})

/** In the words of Strimzi. */
const acls = (grants: readonly Grant[]) =>
  grants.map(({ resource, name, pattern, operations }) => ({
    resource: { type: resource, name, patternType: pattern === 'prefixed' ? 'prefix' : 'literal' },
    operations: operations.map((operation) => operation[0]?.toUpperCase() + operation.slice(1)),
  }))
