import type { Endpoints } from './endpoints.ts'

interface Circumstances {
  readonly endpoints: Endpoints
  readonly database: string
  readonly issuer: string
  readonly audience: string
  /** The claim of its tokens that holds the login of staff. */
  readonly identityClaim: string
  /** By which the service gets its own tokens from the issuer. */
  readonly clientSecret: string
  readonly pageTokenSecret: string
  /** Of what the service signs, in base64. */
  readonly signingKey: string
  readonly attachments: string
  readonly clock: Readonly<Record<string, string>>
}

/** What a service reads from its environment under `npm start`. */
export function serviceEnvironment(name: keyof Endpoints['http'], circumstances: Circumstances): Record<string, string> {
  const { endpoints, database, issuer, audience, identityClaim, clientSecret, pageTokenSecret, signingKey, attachments, clock } =
    circumstances
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    HTTP_PORT: new URL(endpoints.http[name]).port,
    GRPC_PORT: endpoints.grpc[name].split(':').at(-1) as string,
    DATABASE_URL: database,
    KAFKA_BROKERS: endpoints.kafka,
    ISSUER_URL: issuer,
    TOKEN_AUDIENCE: audience,
    IDENTITY_CLAIM: identityClaim,
    SERVICE_CLIENT_ID: `service:${name}`,
    SERVICE_CLIENT_SECRET: clientSecret,
    PAGE_TOKEN_SECRET: pageTokenSecret,
    SIGNING_KEY: signingKey,
    DIRECTORY_GRPC: endpoints.grpc.directory,
    INTAKE_GRPC: endpoints.grpc.intake,
    DISPATCH_GRPC: endpoints.grpc.dispatch,
    SLA_GRPC: endpoints.grpc.sla,
    ATTACHMENTS_DIR: attachments,
    // Webhooks of a demo are received on this machine.
    WEBHOOK_PRIVATE_TARGETS: 'allow',
    ...clock,
  }
}
