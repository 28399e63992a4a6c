import { z } from 'zod'
import { kafkaVariables } from './kafka-config.ts'

/** Signs page tokens when nobody configured a secret; refused in production. */
export const DEMO_PAGE_TOKEN_SECRET = 'demo-only-page-token-secret'

const port = (what: string) => z.coerce.number().int().min(0).max(65_535).describe(`${what}: 0 to 65535, 0 takes a free one`)
const atLeast = (least: number, what: string) => z.coerce.number().int().min(least).describe(`${what}, a whole number from ${least}`)

/** host:port of another service's gRPC, for services that ask it. */
export const grpcAddress = (what: string) =>
  z
    .string()
    .regex(/^[^\s:/]+:\d+$/)
    .describe(`the gRPC address of ${what} as host:port`)

/** What every service reads from its environment. A service extends it with its own variables. */
export const baseConfig = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development').describe('development, test or production'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  HTTP_PORT: port('the HTTP port'),
  GRPC_PORT: port('the gRPC port').default(0),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .describe('the URL of the PostgreSQL database: postgres://user:password@host:port/database'),
  ...kafkaVariables,
  TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]*$/)
    .default('')
    .describe('what stands before every topic name: letters, digits, dot, underscore, hyphen'),
  ISSUER_URL: z.url({ protocol: /^https?$/ }).describe('the URL of the OIDC issuer, exactly as in the claim iss'),
  IDENTITY_CLAIM: z.string().min(1).default('sub').describe('the claim that holds a staff member’s login'),
  TOKEN_AUDIENCE: z.string().min(1).default('yiwang').describe('the audience that tokens must name'),
  DISTRICT: z
    .string()
    .regex(/^\d{6}$/)
    .default('500105')
    .describe('the six-digit code of the district'),
  SERVICE_CLIENT_ID: z.string().min(1).optional().describe('the service’s own client at the issuer, service:<name>'),
  SERVICE_CLIENT_SECRET: z.string().min(1).optional().describe('the secret of SERVICE_CLIENT_ID'),
  PAGE_TOKEN_SECRET: z
    .string()
    .min(16)
    .default(DEMO_PAGE_TOKEN_SECRET)
    .describe('signs page tokens, at least 16 characters, the same for every replica'),
  MAX_IN_FLIGHT: atLeast(1, 'how many requests may be in flight').default(256),
  BODY_LIMIT_BYTES: atLeast(1024, 'the largest request body in bytes').default(1024 * 1024),
  DATABASE_POOL: atLeast(1, 'how many database connections to hold').default(10),
  STOP_DRAIN_MS: atLeast(0, 'how long a stop goes on serving, so that callers learn of it, in milliseconds').default(0),
  STOP_TIMEOUT_MS: atLeast(0, 'how long a stop may take in milliseconds').default(20_000),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('the least level that is logged: debug, info, warn, error, silent'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the URL of an OTLP collector; traces and metrics are exported there'),
  TRACE_SAMPLE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('which part of the traces that begin here is exported, 0 to 1; what joins another trace follows it'),
  CLOCK_REAL_ORIGIN: atLeast(0, 'the real instant at which the demo clock began, in milliseconds').optional(),
  CLOCK_DEMO_ORIGIN: atLeast(0, 'the instant that the demo clock showed then, in milliseconds').optional(),
  CLOCK_SPEED: z.coerce.number().positive().optional().describe('how many times faster than real time the demo clock runs'),
})
export type BaseConfig = z.output<typeof baseConfig>
