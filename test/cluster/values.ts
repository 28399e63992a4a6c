import { randomBytes } from 'node:crypto'
import { type ServiceName, services } from '../../tools/services.ts'
import { repository } from './image.ts'
import { releaseName } from './release.ts'
import type { Servers } from './servers.ts'

type Values = Readonly<Record<string, unknown>>

/** Of this run; the importer on this machine has to have it too. */
export const personalDataKey = randomBytes(32).toString('base64')

/** Who may call the services from another namespace: what a gateway would carry. */
export const gatewayLabels = { 'test.yiwang/role': 'gateway' } as const

/** What a district would say of its servers, and what this run needs besides. */
export function valuesFor(servers: Servers, callers: string, dnsPorts: readonly number[]): Values {
  const at = (...ports: number[]) => ({ ports, to: [{ ipBlock: { cidr: `${servers.address}/32` } }] })
  const portOf = (url: string) => Number(url.split(/[:/]/).findLast((part) => /^\d+$/.test(part)))
  return {
    image: { repository, tag: '1' },
    issuer: { url: servers.issuer },
    kafka: { brokers: servers.brokers, sasl: { mechanism: '' }, tls: { enabled: false } },
    services: {
      // There is no storage class that every cluster has; nothing here asks for a file again that another pod took.
      intake: { storage: null, env: { ATTACHMENTS_DIR: '/tmp/attachments' } },
      // The receiver of the tour's webhook is this machine.
      notify: { env: { NODE_ENV: 'development', WEBHOOK_PRIVATE_TARGETS: 'allow' } },
    },
    networkPolicy: {
      httpFrom: [
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': callers } }, podSelector: { matchLabels: gatewayLabels } },
      ],
      dns: { ports: dnsPorts },
      postgres: at(portOf(servers.postgresUrl)),
      kafka: at(portOf(servers.brokers)),
      issuer: at(servers.issuerPort),
    },
  }
}

/** The Secrets to which the chart refers. */
export function secretsFor(servers: Servers): object[] {
  const secret = (name: string, stringData: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${releaseName}-${name}` },
    stringData,
  })
  return [
    secret('shared', {
      PAGE_TOKEN_SECRET: randomBytes(24).toString('hex'),
      PERSONAL_DATA_KEY: personalDataKey,
      SIGNING_KEY: randomBytes(32).toString('base64'),
    }),
    ...services.map((name) =>
      secret(`${name}-credentials`, {
        DATABASE_URL: servers.databaseUrlOf(name),
        SERVICE_CLIENT_SECRET: servers.clientSecrets[name],
      }),
    ),
  ]
}

/** notify may call this machine, which the chart's policy refuses it as it should. */
export const wayToReceiver = ({ address }: Servers): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'way-to-receiver' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'notify' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: `${address}/32` } }] }],
  },
})

export const withTag = (tag: string): Values => ({ image: { tag } })

/** A broker that nobody answers for: no pod of this release gets ready. */
export const neverReady = ({ address }: Servers): Values => ({ kafka: { brokers: `${address}:1` } })

/** A pod for so many events that wait; it goes again when all has been calm for a moment. */
export const scaledByLag = (service: ServiceName, topic: string): Values => ({
  services: { [service]: { scaling: { min: 1, max: 3, lag: { topics: [topic], threshold: 200, everySeconds: 2, calmSeconds: 15 } } } },
})
