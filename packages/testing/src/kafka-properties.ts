interface BrokerPlace {
  folder: string
  port: number
  controllerPort: number
  /** The address at which its clients reach it, loopback if not said. */
  address?: string
  /** A second listener that a proxy stands before: clients that come through the proxy are told to stay with it. */
  proxied?: { readonly port: number; readonly proxyPort: number }
  /** Goes over what a lone broker has. */
  settings?: Readonly<Record<string, string | number>>
}

/** A broker for one machine: small, quick to start, quick to come back after it was killed. */
export const oneNodeBroker = {
  'listener.security.protocol.map': 'CLIENT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'inter.broker.listener.name': 'CLIENT',
  'controller.listener.names': 'CONTROLLER',
  'auto.create.topics.enable': false,
  'num.partitions': 4,
  'default.replication.factor': 1,
  'min.insync.replicas': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  'group.initial.rebalance.delay.ms': 0,
  // A broker that was killed is let in again after two seconds instead of nine.
  'broker.heartbeat.interval.ms': 500,
  'broker.session.timeout.ms': 2000,
  'num.network.threads': 2,
  'num.io.threads': 2,
  'background.threads': 2,
  'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
  'log.segment.bytes': 64 * 1024 * 1024,
} as const

/** One process that is broker and controller; whoever reaches the machine reaches a broker that has another address than loopback. */
export function kafkaProperties({ folder, port, controllerPort, address, proxied, settings }: BrokerPlace): string {
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `CLIENT://${address ? '0.0.0.0' : '127.0.0.1'}:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://${address ?? '127.0.0.1'}:${port}`,
    'log.dirs': folder,
    ...oneNodeBroker,
    ...settings,
  }
  if (proxied) {
    properties.listeners += `,PROXIED://127.0.0.1:${proxied.port}`
    properties['advertised.listeners'] += `,PROXIED://127.0.0.1:${proxied.proxyPort}`
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
