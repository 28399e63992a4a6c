import { PostgreSqlContainer } from '@testcontainers/postgresql'
import { GenericContainer, Wait } from 'testcontainers'
import { kafkaVersion } from './kafka-distribution.ts'
import { freePort } from './ports.ts'
import { throwAwayPostgres } from './postgres.ts'
import type { StartedServers } from './started-servers.ts'

const postgresImage = 'postgres:18-alpine'
const kafkaImage = `apache/kafka:${kafkaVersion}`

/** The same two servers in containers, for machines that have a container engine and no Java. */
export async function startInContainers(say: (line: string) => void): Promise<StartedServers> {
  const [postgres, kafka] = await Promise.all([startPostgresContainer(), startKafkaContainer()])
  say(`containers: ${postgresImage} on port ${postgres.getPort()}, ${kafkaImage} on ${kafka.brokers}`)
  return {
    postgres: `postgres://postgres@${postgres.getHost()}:${postgres.getPort()}/postgres`,
    brokers: kafka.brokers,
    async stop() {
      await Promise.all([postgres.stop(), kafka.container.stop()])
    },
  }
}

function startPostgresContainer() {
  const settings = Object.entries(throwAwayPostgres).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return new PostgreSqlContainer(postgresImage)
    .withUsername('postgres')
    .withDatabase('postgres')
    .withEnvironment({ POSTGRES_HOST_AUTH_METHOD: 'trust', POSTGRES_INITDB_ARGS: '--locale=C --encoding=UTF8' })
    .withCommand(['postgres', ...settings])
    .start()
}

async function startKafkaContainer() {
  // A broker tells its clients its own address: the port must be known before it starts.
  const port = await freePort()
  const container = await new GenericContainer(kafkaImage)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_NODE_ID: '1',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'CLIENT://0.0.0.0:9092,CONTROLLER://localhost:9093',
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start()
  return { container, brokers: `127.0.0.1:${port}` }
}
