import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startKafka } from './kafka.ts'
import { formatFolder } from './kafka-distribution.ts'
import { kafkaProperties } from './kafka-properties.ts'
import { testFolder } from './servers.ts'

const ADMIN = 'admin'

export interface Login {
  readonly mechanism: 'scram-sha-512'
  readonly username: string
  readonly password: string
}

/** A broker that asks who is there (SASL SCRAM) and refuses whatever was not allowed (ACLs). */
export interface SecuredBroker {
  readonly brokers: string
  /** Of the one who may do everything. */
  readonly admin: Login
  login(username: string, password?: string): Login
  stop(): Promise<void>
}

export async function securedBroker(users: readonly string[]): Promise<SecuredBroker> {
  const folder = testFolder()
  const data = join(folder, 'data')
  mkdirSync(folder, { recursive: true })
  const properties = join(folder, 'format.properties')
  writeFileSync(properties, kafkaProperties({ folder: data, port: 9092, controllerPort: 9093 }))
  const passwords = new Map([ADMIN, ...users].map((user) => [user, `password of ${user}`.replaceAll(' ', '-')]))
  await formatFolder(
    properties,
    [...passwords].flatMap(([user, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${user},password=${password}]`]),
  )
  const server = await startKafka({ folder, settings: settings(passwords.get(ADMIN) as string) })
  const login = (username: string, password = passwords.get(username) ?? 'nobody'): Login => ({
    ...{ mechanism: 'scram-sha-512', username, password },
  })
  return {
    brokers: server.brokers,
    admin: login(ADMIN),
    login,
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The controller is not reached from outside; it is the broker's own, and unnamed. */
function settings(password: string): Record<string, string> {
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule'
  return {
    'listener.security.protocol.map': 'CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${scram} required username="${ADMIN}" password="${password}";`,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${ADMIN};User:ANONYMOUS`,
    'allow.everyone.if.no.acl.found': 'false',
  }
}
