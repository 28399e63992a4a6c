import { readFileSync } from 'node:fs'
import type { KafkaOptions } from '@yiwang/messaging'
import { z } from 'zod'

/** How a service reaches the broker and shows who it is. Without a mechanism and TLS the listener is plain: for loopback alone. */
export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/)).min(1))
    .describe('the Kafka brokers as host:port, separated by commas'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('how the service authenticates to the broker: plain, scram-sha-256 or scram-sha-512'),
  KAFKA_SASL_USERNAME: z.string().min(1).optional().describe('the principal of the service at the broker'),
  KAFKA_SASL_PASSWORD: z.string().min(1).optional().describe('the password of KAFKA_SASL_USERNAME'),
  KAFKA_TLS: z.enum(['on', 'off']).default('off').describe('on or off: whether the listener speaks TLS'),
  KAFKA_TLS_CA_FILE: z.string().min(1).optional().describe('a file with the certificates by which the broker is known, in PEM'),
} as const

type KafkaConfig = z.output<z.ZodObject<typeof kafkaVariables>>

/** What the configuration says, as messaging takes it. Reads the certificates. */
export function kafkaOptions(config: KafkaConfig, clientId: string): KafkaOptions {
  const { KAFKA_BROKERS: brokers, KAFKA_SASL_MECHANISM: mechanism, KAFKA_TLS_CA_FILE: authority } = config
  const sasl = mechanism && {
    mechanism,
    username: config.KAFKA_SASL_USERNAME as string,
    password: config.KAFKA_SASL_PASSWORD as string,
  }
  const ssl = config.KAFKA_TLS === 'on' && (authority ? { ca: readFileSync(authority, 'utf8') } : true)
  return { brokers, clientId, ...(ssl && { ssl }), ...(sasl && { sasl }) }
}
