import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '../logging/logger.ts'
import { Issuer } from './issuer.ts'
import { ServiceToken } from './service-token.ts'

/** An issuer that counts what it is asked, and refuses as often as it is told. */
async function countingIssuer(options: { refusals?: number; expiresIn?: number } = {}) {
  const asked: { authorization: string | undefined; body: string }[] = []
  let refusals = options.refusals ?? 0
  const server: Server = createServer(async (request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url !== '/token') return answer(200, { issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` })
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push({ authorization: request.headers.authorization, body })
    if (refusals-- > 0) return answer(503, {})
    return answer(200, { access_token: `token-${asked.length}`, expires_in: options.expiresIn ?? 3600 })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = new Issuer(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    createLogger({ service: 'test', level: 'silent' }),
  )
  return { token: new ServiceToken(issuer, { id: 'service:sla', secret: 'a/b+c%' }, 'yiwang'), asked, stop: () => server.close() }
}

describe('the token of a service', () => {
  it('is asked for once, with the service’s own credentials, however many want it', async () => {
    const { token, asked, stop } = await countingIssuer()
    expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(['token-1', 'token-1', 'token-1'])
    expect(await token.get()).toBe('token-1')
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('service%3Asla:a%2Fb%2Bc%25').toString('base64')}`,
        body: 'grant_type=client_credentials&audience=yiwang',
      },
    ])
    stop()
  })

  it('is asked for again when the issuer did not answer', async () => {
    const { token, asked, stop } = await countingIssuer({ refusals: 2 })
    expect(await token.get()).toBe('token-3')
    expect(asked).toHaveLength(3)
    stop()
  })

  it('is renewed before it expires', async () => {
    const { token, stop } = await countingIssuer({ expiresIn: 0 })
    expect(await token.get()).toBe('token-1')
    expect(await token.get()).toBe('token-2')
    stop()
  })

  it('is refused with a reason when no client is configured', async () => {
    const issuer = new Issuer('http://127.0.0.1:1', createLogger({ service: 'test', level: 'silent' }))
    await expect(new ServiceToken(issuer, undefined, 'yiwang').get()).rejects.toThrow('SERVICE_CLIENT_ID')
  })
})
