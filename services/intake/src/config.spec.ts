import { ConfigurationError, DEMO_PERSONAL_DATA_KEY, loadConfig } from '@yiwang/service-kit/start'
import { intakeConfig } from './config.ts'

const env = {
  HTTP_PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1/intake',
  KAFKA_BROKERS: '127.0.0.1:9092',
  ISSUER_URL: 'http://127.0.0.1:1',
}
const production = { ...env, NODE_ENV: 'production', PAGE_TOKEN_SECRET: 'sixteen-characters' }
const ownKey = Buffer.alloc(32, 1).toString('base64')

describe('the key that seals contacts and originals', () => {
  it.each([
    ['may be the one of the demo in development', env, true],
    ['must be one of its own in production', production, false],
    [
      'may not be the one of the demo in production, also when it is set',
      { ...production, PERSONAL_DATA_KEY: DEMO_PERSONAL_DATA_KEY },
      false,
    ],
    ['is taken in production', { ...production, PERSONAL_DATA_KEY: ownKey }, true],
    ['must have 32 bytes', { ...env, PERSONAL_DATA_KEY: Buffer.alloc(16).toString('base64') }, false],
    ['must be base64', { ...env, PERSONAL_DATA_KEY: 'no base64!' }, false],
  ])('%s', (_, given, isTaken) => {
    if (isTaken) expect(Buffer.from(loadConfig(intakeConfig, given).PERSONAL_DATA_KEY, 'base64')).toHaveLength(32)
    else
      expect(() => loadConfig(intakeConfig, given)).toThrow(
        /PERSONAL_DATA_KEY (is wrong|must be set in production); expected 32 random bytes/,
      )
  })

  it('is named among other faults', () => {
    expect(() => loadConfig(intakeConfig, { ...env, PERSONAL_DATA_KEY: 'x', HTTP_PORT: 'x' })).toThrow(ConfigurationError)
  })
})
