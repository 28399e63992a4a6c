import { z } from 'zod'
import { DEMO_PERSONAL_DATA_KEY, personalDataKey } from '../personal-data/personal-data-key.ts'
import { baseConfig } from './base-config.ts'
import { ConfigurationError, loadConfig } from './load-config.ts'

const usable = {
  HTTP_PORT: '8080',
  DATABASE_URL: 'postgres://yiwang@127.0.0.1:5432/sla',
  KAFKA_BROKERS: 'one:9092,two:9092',
  ISSUER_URL: 'http://127.0.0.1:9000',
}
const inProduction = { ...usable, NODE_ENV: 'production', PAGE_TOKEN_SECRET: 'a-secret-of-enough-characters' }
const schema = baseConfig.extend({ WEBHOOK_PRIVATE_TARGETS: z.enum(['allow', 'refuse']).default('refuse').describe('allow or refuse') })

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(schema, env)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems]
    throw error
  }
}

describe('configuration', () => {
  it('is parsed and filled up with defaults', () => {
    expect(loadConfig(schema, usable)).toMatchObject({
      HTTP_PORT: 8080,
      KAFKA_BROKERS: ['one:9092', 'two:9092'],
      TOKEN_AUDIENCE: 'yiwang',
      IDENTITY_CLAIM: 'sub',
      DISTRICT: '500105',
      TOPIC_PREFIX: '',
    })
  })

  it('names every bad variable at once, with what is expected', () => {
    const problems = problemsOf({ HTTP_PORT: 'eighty', KAFKA_BROKERS: 'no-port', MAX_IN_FLIGHT: '0', ISSUER_URL: 'ftp://x' })
    expect(problems).toEqual([
      expect.stringMatching(/^HTTP_PORT is wrong; expected the HTTP port: 0 to 65535/),
      expect.stringMatching(/^DATABASE_URL is missing; expected the URL of the PostgreSQL database/),
      expect.stringMatching(/^KAFKA_BROKERS is wrong; expected the Kafka brokers as host:port/),
      expect.stringMatching(/^ISSUER_URL is wrong; expected the URL of the OIDC issuer/),
      expect.stringMatching(/^MAX_IN_FLIGHT is wrong; expected how many requests may be in flight, a whole number from 1/),
    ])
  })

  it('wants a name and a password where the broker asks who is there', () => {
    expect(problemsOf({ ...usable, KAFKA_SASL_MECHANISM: 'scram-sha-512' })).toEqual([
      'KAFKA_SASL_USERNAME is missing; expected with KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD is missing; expected with KAFKA_SASL_MECHANISM',
    ])
  })

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig(schema, { ...usable, TOKEN_AUDIENCE: '' }).TOKEN_AUDIENCE).toBe('yiwang')
  })

  it('does not repeat the values, which may be secrets', () => {
    expect(problemsOf({ ...usable, DATABASE_URL: 'mysql://root:hunter2@db' }).join()).not.toContain('hunter2')
  })

  it.each([
    ['a demo clock', { CLOCK_DEMO_ORIGIN: '1795482000000' }, 'CLOCK_DEMO_ORIGIN'],
    ['a fast clock', { CLOCK_SPEED: '60' }, 'CLOCK_SPEED'],
    ['private webhook targets', { WEBHOOK_PRIVATE_TARGETS: 'allow' }, 'WEBHOOK_PRIVATE_TARGETS'],
    ['the demo secret of page tokens', { PAGE_TOKEN_SECRET: 'demo-only-page-token-secret' }, 'PAGE_TOKEN_SECRET'],
  ])('refuses %s in production and nowhere else', (_, variable, name) => {
    expect(problemsOf({ ...inProduction, ...variable })).toEqual([expect.stringContaining(name)])
    expect(problemsOf({ ...usable, ...variable })).toEqual([])
  })

  it.each([
    ['none', {}],
    ['the one of the demo', { PERSONAL_DATA_KEY: DEMO_PERSONAL_DATA_KEY }],
  ])('asks for a key of personal data in production, of services that keep some: %s is refused', (_, variable) => {
    const keeping = schema.extend({ PERSONAL_DATA_KEY: personalDataKey })
    expect(() => loadConfig(keeping, { ...inProduction, ...variable })).toThrow(/PERSONAL_DATA_KEY must be set in production/)
    expect(loadConfig(keeping, { ...usable, ...variable }).PERSONAL_DATA_KEY).toBe(DEMO_PERSONAL_DATA_KEY)
    const own = Buffer.alloc(32, 1).toString('base64')
    expect(loadConfig(keeping, { ...inProduction, PERSONAL_DATA_KEY: own }).PERSONAL_DATA_KEY).toBe(own)
    expect(problemsOf({ ...inProduction, ...variable })).toEqual([])
  })
})
