import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TokenOptions {
  aud?: string
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number
  /** More claims, or others than the usual ones. */
  claims?: Record<string, unknown>
  /** Says another issuer in the token than this one. */
  iss?: string
}

/** An OpenID issuer with real keys on loopback: discovery, keys, tokens for anybody, and client credentials for services. */
export interface TestIssuer {
  readonly url: string
  token(login: string, options?: TokenOptions): Promise<string>
  /** Signs with a new key from now on. The keys before it are still published unless they are forgotten. */
  rotate(options?: { forget?: boolean }): Promise<void>
  stop(): Promise<void>
}

interface Key {
  readonly id: string
  readonly sign: CryptoKey
  readonly published: object
}

export async function testIssuer(): Promise<TestIssuer> {
  let keys: Key[] = [await newKey('key-1')]
  let made = 1
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => respond(response, body === undefined ? 404 : 200, body ?? {}),
      (error) => respond(response, 500, { error: String(error) }),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`

  async function answer(request: IncomingMessage): Promise<object | undefined> {
    if (request.url === '/.well-known/openid-configuration') {
      return { issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token`, id_token_signing_alg_values_supported: ['ES256'] }
    }
    if (request.url === '/jwks') return { keys: keys.map((key) => key.published) }
    if (request.url === '/token') return grantToService(await clientOf(request))
    return undefined
  }

  async function grantToService(client: string) {
    return { access_token: await token(client), token_type: 'Bearer', expires_in: 3600 }
  }

  async function token(login: string, { aud = 'yiwang', expiresIn = 3600, claims = {}, iss = url }: TokenOptions = {}): Promise<string> {
    const key = keys.at(-1) as Key
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ sub: login, iss, aud, iat: now, exp: now + expiresIn, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: key.id, typ: 'at+jwt' })
      .sign(key.sign)
  }

  return {
    url,
    token,
    async rotate({ forget = false } = {}) {
      const key = await newKey(`key-${++made}`)
      keys = forget ? [key] : [...keys, key]
    },
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function newKey(id: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { id, sign: privateKey, published: { ...(await exportJWK(publicKey)), kid: id, use: 'sig', alg: 'ES256' } }
}

/** The client of a client-credentials request: in the form or in HTTP Basic. Any secret is right here. */
async function clientOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const [fromHeader] = Buffer.from(basic ?? '', 'base64')
    .toString()
    .split(':')
  return new URLSearchParams(body).get('client_id') ?? decodeURIComponent(fromHeader ?? '')
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
