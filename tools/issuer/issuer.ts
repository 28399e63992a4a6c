import { createServer, type Server } from 'node:http'
import Provider from 'oidc-provider'
import { algorithm, signingKeys } from './signing-keys.ts'

/** Where a token is meant to be used; it stands in the token as its audience. */
const resource = 'urn:yiwang'
const twelveHours = 12 * 60 * 60

export interface IssuerOptions {
  /** Where it listens, loopback if not said; its name is made of it. */
  readonly host?: string
  readonly port: number
  readonly keyFile: string
  readonly audience: string
  /** Clients that get tokens of their own: id → secret. */
  readonly clients: ReadonlyMap<string, string>
}

export const issuerUrl = (port: number, host = '127.0.0.1') => `http://${host}:${port}`

/** An OpenID provider for one machine: everybody who names a login is believed, and services have their client credentials. */
export async function startIssuer({ host = '127.0.0.1', port, keyFile, audience, clients }: IssuerOptions): Promise<Server> {
  const provider = new Provider(issuerUrl(port, host), {
    jwks: { keys: await signingKeys(keyFile) },
    clients: [...[...clients].map(serviceClient), webClient],
    clientDefaults: { id_token_signed_response_alg: algorithm },
    findAccount: (_: unknown, login: string) => ({ accountId: login, claims: () => ({ sub: login, preferred_username: login }) }),
    claims: { openid: ['sub', 'preferred_username'] },
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    ttl: {
      AccessToken: twelveHours,
      ClientCredentials: twelveHours,
      Session: twelveHours,
      Grant: twelveHours,
      Interaction: 3600,
      IdToken: 3600,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience,
          scope: 'openid',
          accessTokenTTL: twelveHours,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
  })
  const server = createServer(provider.callback())
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, host, listening))
  return server
}

const serviceClient = ([id, secret]: [string, string]) => ({
  client_id: id,
  client_secret: secret,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
})

/** For browsers on this machine: authorization code with PKCE, no secret. */
const webClient = {
  client_id: 'yiwang-web',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code'],
  response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/signed-in'],
}
