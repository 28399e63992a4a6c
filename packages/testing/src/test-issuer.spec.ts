import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type TestIssuer, testIssuer } from './test-issuer.ts'

describe('the issuer of tests', () => {
  let issuer: TestIssuer
  beforeEach(async () => {
    issuer = await testIssuer()
  })
  afterEach(() => issuer.stop())

  const verify = async (token: string) => {
    const discovery = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as { jwks_uri: string }
    return jwtVerify(token, createRemoteJWKSet(new URL(discovery.jwks_uri)), { issuer: issuer.url, audience: 'yiwang' })
  }

  it('gives tokens that its published keys verify', async () => {
    const { payload } = await verify(await issuer.token('grid-worker-1'))
    expect(payload.sub).toBe('grid-worker-1')
  })

  it('gives expired tokens and tokens for others on request', async () => {
    await expect(verify(await issuer.token('grid-worker-1', { expiresIn: -10 }))).rejects.toThrow('"exp"')
    await expect(verify(await issuer.token('grid-worker-1', { aud: 'other' }))).rejects.toThrow('"aud"')
  })

  it('still publishes the keys before a rotation, unless they are forgotten', async () => {
    const before = await issuer.token('grid-worker-1')
    await issuer.rotate()
    await expect(verify(before)).resolves.toBeDefined()
    await issuer.rotate({ forget: true })
    await expect(verify(before)).rejects.toThrow('no applicable key found')
  })

  it('gives a service a token by its client credentials', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'service:sla', client_secret: 's' })
    const answer = (await (await fetch(`${issuer.url}/token`, { method: 'POST', body })).json()) as { access_token: string }
    expect((await verify(answer.access_token)).payload.sub).toBe('service:sla')
  })
})
