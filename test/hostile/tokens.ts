import { createHmac, createPublicKey } from 'node:crypto'
import { connect } from 'node:http2'
import { eventually, type TestIssuer } from '@yiwang/testing'
import { type ServiceName, services } from '../../tools/services.ts'
import type { Report } from './report.ts'
import type { Town } from './town.ts'

interface Kind {
  readonly name: string
  readonly token: string | undefined
  readonly good: boolean
}

/** Every kind of token at every service, over HTTP and gRPC, while the issuer is there, after its key was changed, and once it is away. */
export async function tryTokens({ platform }: Town, report: Report): Promise<void> {
  const { issuer } = platform
  const wrong: string[] = []
  const kinds = await kindsOf(issuer)
  for (const kind of kinds) wrong.push(...(await tried(platform, kind)))
  report.none(`tokens: ${kinds.map(({ name }) => name).join(', ')}: each answered as it should be`, wrong)

  await issuer.rotate()
  report.none(
    'tokens: a key that is new is known at once',
    await tried(platform, { name: 'new key', token: await issuer.token('dispatcher-1'), good: true }),
  )
  const forged = { name: 'key of nobody', token: forgedBy(await issuer.token('dispatcher-1')), good: false }
  report.none('tokens: a signature that is another token’s is refused', await tried(platform, forged))
}

/** Keys that are known go on. Nothing after this gets a token. */
export async function tryWithoutIssuer({ platform }: Town, report: Report): Promise<void> {
  const kind = { name: 'issuer away', token: await platform.issuer.token('supervisor-1'), good: true }
  await eventually(async () => {
    const wrong = await tried(platform, kind)
    if (wrong.length > 0) throw new Error(wrong.join())
  })
  const later = { name: 'issuer away, a token not seen before', token: await platform.issuer.token('verifier-1'), good: true }
  await platform.issuer.stop()
  report.none('tokens: the issuer is away, and known keys go on', [...(await tried(platform, kind)), ...(await tried(platform, later))])
}

async function kindsOf(issuer: TestIssuer): Promise<Kind[]> {
  const good = await issuer.token('dispatcher-1')
  const seconds = Math.floor(Date.now() / 1000)
  const [, claims = ''] = good.split('.')
  const kind = (name: string, token: string | undefined, isGood = false): Kind => ({ name, token, good: isGood })
  return [
    kind('good', good, true),
    kind('none', undefined),
    kind('expired', await issuer.token('dispatcher-1', { expiresIn: -10 })),
    kind('not yet valid', await issuer.token('dispatcher-1', { claims: { nbf: seconds + 3_600 } })),
    kind('wrong audience', await issuer.token('dispatcher-1', { aud: 'elsewhere' })),
    kind('wrong issuer', await issuer.token('dispatcher-1', { iss: 'https://other.example' })),
    kind('without an end', await issuer.token('dispatcher-1', { claims: { exp: undefined } })),
    kind('algorithm none', `${encoded({ alg: 'none', typ: 'at+jwt' })}.${claims}.`),
    kind('HS256 with the public key', await signedWithPublicKey(issuer, claims)),
    kind('claims changed', good.replace(claims, encoded({ ...decoded(claims), sub: 'district-1' }))),
  ]
}

/** What falls for it takes the public key, which everybody has, for the shared secret. */
async function signedWithPublicKey(issuer: TestIssuer, claims: string): Promise<string> {
  const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: { kid: string }[] }
  const pem = createPublicKey({ key: keys[0]!, format: 'jwk' } as never).export({ type: 'spki', format: 'pem' })
  const signed = `${encoded({ alg: 'HS256', kid: keys[0]!.kid, typ: 'at+jwt' })}.${claims}`
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`
}

/** Another person's claims under a true signature. */
function forgedBy(token: string): string {
  const [head, claims = '', signature] = token.split('.')
  return `${head}.${encoded({ ...decoded(claims), sub: 'editor-1' })}.${signature}`
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>

const HTTP = {
  directory: ['GET', '/v1/me'],
  intake: ['GET', '/v1/matters?pageSize=1'],
  dispatch: ['GET', '/v1/cases?pageSize=1'],
  sla: ['GET', '/v1/cases/00000000-0000-4000-8000-000000000000/clocks'],
  notify: ['GET', '/v1/inbox?pageSize=1'],
  // What everybody may read asks for no token; where one is sent, it is looked at.
  voting: ['PUT', '/v1/rule-sets/trial'],
} as const satisfies Record<ServiceName, readonly [method: string, path: string]>

/** Where it was answered otherwise than it should be. */
async function tried(platform: Town['platform'], { name, token, good }: Kind): Promise<string[]> {
  const wrong: string[] = []
  for (const service of services) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const [method, path] = HTTP[service]
    const { status } = await fetch(platform.http[service] + path, { method, headers })
    if ((status !== 401) !== good) wrong.push(`${name} at ${service} over HTTP → ${status}`)
  }
  for (const [service, path] of [
    ['sla', '/yiwang.sla.v1.SlaService/Quote'],
    ['directory', '/yiwang.directory.v1.DirectoryService/Locate'],
    ['intake', '/yiwang.intake.v1.IntakeService/GetMatterText'],
    ['dispatch', '/yiwang.dispatch.v1.DispatchService/GetCase'],
  ] as const) {
    const status = await grpcStatus(platform.addresses(service)[0]!.grpc, path, token)
    if ((status !== '16') !== good) wrong.push(`${name} at ${service} over gRPC → ${status}`)
  }
  return wrong
}

function grpcStatus(address: string, path: string, token: string | undefined): Promise<string> {
  const session = connect(`http://${address}`)
  return new Promise<string>((settle, failed) => {
    session.on('error', failed)
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...authorization,
    })
    const noted = (headers: Record<string, unknown>) => headers['grpc-status'] !== undefined && settle(String(headers['grpc-status']))
    stream.on('response', noted)
    stream.on('trailers', noted)
    stream.on('error', failed)
    stream.resume()
    stream.end(Buffer.alloc(5))
  }).finally(() => session.destroy())
}
