import { ConfigurationError, loadConfig } from '@yiwang/service-kit/start'
import { DEMO_CONTACT_KEY, intakeConfig } from './config.ts'

const env = {
  HTTP_PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1/intake',
  KAFKA_BROKERS: '127.0.0.1:9092',
  ISSUER_URL: 'http://127.0.0.1:1',
}
const production = { ...env, NODE_ENV: 'production', PAGE_TOKEN_SECRET: 'sixteen-characters' }
const ownKey = Buffer.alloc(32, 1).toString('base64')

describe('the key that encrypts contacts', () => {
  it.each([
    ['may be the one of the demo in development', env, true],
    ['must be one of its own in production', production, false],
    ['may not be the one of the demo in production, also when it is set', { ...production, CONTACT_KEY: DEMO_CONTACT_KEY }, false],
    ['is taken in production', { ...production, CONTACT_KEY: ownKey }, true],
    ['must have 32 bytes', { ...env, CONTACT_KEY: Buffer.alloc(16).toString('base64') }, false],
    ['must be base64', { ...env, CONTACT_KEY: 'no base64!' }, false],
  ])('%s', (_, given, isTaken) => {
    if (isTaken) expect(Buffer.from(loadConfig(intakeConfig, given).CONTACT_KEY, 'base64')).toHaveLength(32)
    else expect(() => loadConfig(intakeConfig, given)).toThrow(/CONTACT_KEY is (wrong|missing); expected 32 random bytes/)
  })

  it('is named among other faults', () => {
    expect(() => loadConfig(intakeConfig, { ...env, CONTACT_KEY: 'x', HTTP_PORT: 'x' })).toThrow(ConfigurationError)
  })
})
