import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { freePort } from '@yiwang/testing'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { issuerUrl, startIssuer } from './issuer.ts'
import { issueToken } from './token.ts'

describe('the issuer of one machine', () => {
  let folder: string
  let server: Server
  let issuer: string
  let keyFile: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yiwang-issuer-'))
    keyFile = join(folder, 'keys.json')
    const port = await freePort()
    // It warns that it is for development, which is what it is used for.
    jest.spyOn(console, 'warn').mockImplementation(() => {})
    issuer = issuerUrl(port)
    server = await startIssuer({ port, keyFile, audience: 'yiwang', clients: new Map([['service:sla', 'its secret']]) })
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })

  const discover = async () => (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<string, string>
  const verify = async (token: string) => {
    const { jwks_uri } = await discover()
    return (await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri as string)), { issuer, audience: 'yiwang' })).payload
  }
  const askFor = async (client: string, secret: string) => {
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString('base64')}`
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    return fetch((await discover())['token_endpoint'] as string, { method: 'POST', headers: { authorization }, body })
  }

  it('gives a service a token in its own name for its secret, and for no other', async () => {
    const { access_token } = (await (await askFor('service:sla', 'its secret')).json()) as { access_token: string }
    expect((await verify(access_token)).sub).toBe('service:sla')
    expect((await askFor('service:sla', 'another')).status).toBe(401)
  })

  it("gives a person's token that its published keys verify, until it expires", async () => {
    const request = { login: 'grid-worker-1', audience: 'yiwang' }
    expect((await verify(await issueToken(issuer, keyFile, { ...request, expiresInSeconds: 60 }))).sub).toBe('grid-worker-1')
    await expect(verify(await issueToken(issuer, keyFile, { ...request, expiresInSeconds: -60 }))).rejects.toThrow('"exp"')
  })
})
