import { PostgreSqlContainer } from '@testcontainers/postgresql'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { engineHost } from './container-engine.ts'
import { type ContainerGuard, guardContainers } from './container-guard.ts'
import { jvmMemory, kafkaVersion } from './kafka-distribution.ts'
import { oneNodeBroker } from './kafka-properties.ts'
import { freePort } from './ports.ts'
import { throwAwayPostgres } from './postgres.ts'
import type { OwnBroker, StartedServers } from './started-servers.ts'

const postgresImage = 'postgres:18-alpine'
const kafkaImage = `apache/kafka:${kafkaVersion}`

/** The same two servers in containers, for machines that have a container engine and no Java. */
export async function startInContainers(say: (line: string) => void): Promise<StartedServers> {
  const host = await engineHost()
  const guard = guardContainers()
  const starting = [startPostgresContainer(guard), startKafkaContainer(guard, host)] as const
  try {
    const [postgres, { brokers }] = await Promise.all(starting)
    say(`containers: ${postgresImage} on ${new URL(postgres).host}, ${kafkaImage} on ${brokers}`)
    return { postgres, brokers, stop: () => guard.removeContainers() }
  } catch (failure) {
    await Promise.allSettled(starting)
    await guard.removeContainers()
    throw failure
  }
}

export async function ownBrokerInContainer(): Promise<OwnBroker> {
  const host = await engineHost()
  const guard = guardContainers()
  const starting = startKafkaContainer(guard, host)
  await starting.catch(() => guard.removeContainers())
  const { brokers, id } = await starting
  const container = (await getContainerRuntimeClient()).container.getById(id)
  return {
    brokers,
    kill: () => container.kill(),
    start: () => container.start(),
    stop: () => guard.removeContainers(),
  }
}

async function startPostgresContainer(guard: ContainerGuard): Promise<string> {
  const settings = Object.entries(throwAwayPostgres).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const container = new PostgreSqlContainer(postgresImage)
    .withUsername('postgres')
    .withDatabase('postgres')
    .withEnvironment({ POSTGRES_HOST_AUTH_METHOD: 'trust', POSTGRES_INITDB_ARGS: '--locale=C --encoding=UTF8' })
    .withCommand(['postgres', ...settings])
    .withLabels(guard.labels)
  const postgres = await started(postgresImage, container)
  return `postgres://postgres@${postgres.getHost()}:${postgres.getPort()}/postgres`
}

async function startKafkaContainer(guard: ContainerGuard, host: string): Promise<{ brokers: string; id: string }> {
  // A broker tells its clients its own address: the port must be known before it starts.
  const port = await freePort()
  const listeners = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': '1@localhost:9093',
    // The port of CLIENT exists outside the container only. The broker calls itself too, to end transactions for one: by BROKER.
    listeners: 'CLIENT://0.0.0.0:9092,CONTROLLER://localhost:9093,BROKER://localhost:9094',
    'advertised.listeners': `CLIENT://${host}:${port},BROKER://localhost:9094`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
  }
  const container = new GenericContainer(kafkaImage)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({ ...asVariables({ ...oneNodeBroker, ...listeners }), KAFKA_HEAP_OPTS: jvmMemory.join(' ') })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(120_000)
    .withLabels(guard.labels)
  const kafka = await started(kafkaImage, container)
  return { brokers: `${host}:${port}`, id: kafka.getId() }
}

/** The image takes properties as variables: `node.id` is `KAFKA_NODE_ID`. */
function asVariables(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, String(value)]),
  )
}

async function started<C>(image: string, container: { start(): Promise<C> }): Promise<C> {
  try {
    return await container.start()
  } catch (cause) {
    throw new Error(`the container of ${image} did not start: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
