import { DEMO_SIGNING_KEY, loadConfig } from '@yiwang/service-kit/start'
import { votingConfig } from './config.ts'
import { signerFrom } from './signing.ts'

const ownKey = Buffer.alloc(32, 1).toString('base64')
const env = {
  HTTP_PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1/voting',
  KAFKA_BROKERS: '127.0.0.1:9092',
  ISSUER_URL: 'http://127.0.0.1:1',
  DIRECTORY_GRPC: 'directory:9090',
  SLA_GRPC: 'sla:9090',
  INTAKE_GRPC: 'intake:9090',
}
const production = { ...env, NODE_ENV: 'production', PAGE_TOKEN_SECRET: 'sixteen-characters', PERSONAL_DATA_KEY: ownKey }

describe('the key that signs checkpoints and receipts', () => {
  it.each([
    ['may be the one of the demo in development', env, true],
    ['must be one of its own in production', production, false],
    ['may not be the one of the demo in production, also when it is set', { ...production, SIGNING_KEY: DEMO_SIGNING_KEY }, false],
    ['is taken in production', { ...production, SIGNING_KEY: ownKey }, true],
    ['must have 32 bytes', { ...env, SIGNING_KEY: Buffer.alloc(16).toString('base64') }, false],
    ['must be base64', { ...env, SIGNING_KEY: 'no base64!' }, false],
  ])('%s', (_, given, isTaken) => {
    if (isTaken) expect(signerFrom(loadConfig(votingConfig, given)).name).toBe('district-500105/voting')
    else expect(() => loadConfig(votingConfig, given)).toThrow(/SIGNING_KEY (is wrong|must be set in production); expected 32 random bytes/)
  })

  it('signs in the name that is given, which has neither spaces nor plus signs', () => {
    expect(signerFrom(loadConfig(votingConfig, { ...env, SIGNER_NAME: 'district.example/voting' })).name).toBe('district.example/voting')
    expect(() => loadConfig(votingConfig, { ...env, SIGNER_NAME: 'our district' })).toThrow(/SIGNER_NAME is wrong/)
  })
})
