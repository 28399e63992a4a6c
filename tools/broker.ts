import { connectKafka, type Kafka } from '@yiwang/messaging'
import { kafkaOptions, kafkaVariables, loadConfig } from '@yiwang/service-kit'
import { z } from 'zod'

/** For the usage of a tool that asks the broker. */
export const BROKER_ENVIRONMENT = `KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_TLS and KAFKA_TLS_CA_FILE in the environment say
who asks, as for a service.`

/** The broker, reached as a service reaches it: as whom is read from the environment. Throws if a variable is wrong. */
export function connectBroker(brokers: string, clientId: string): Kafka {
  return connectKafka(kafkaOptions(loadConfig(z.object(kafkaVariables), { ...process.env, KAFKA_BROKERS: brokers }), clientId))
}
