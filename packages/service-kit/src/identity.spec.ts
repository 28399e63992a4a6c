import { eventually, fixedClock, type TokenOptions, testIssuer } from '@yiwang/testing'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { SystemClock } from './clock/clock.ts'
import { ActorResolver } from './identity/actor-resolver.ts'
import { Issuer } from './identity/issuer.ts'
import { TokenVerifier } from './identity/token-verifier.ts'
import { type Holding, residentId, type StaffSource } from './index.ts'
import { createLogger } from './logging/logger.ts'
import { staffOf } from './notes.fixture.ts'
import { type NotesServer, notesServer } from './notes-server.fixture.ts'

const dispatcher: Holding = { post: 'post-1', role: 'DISPATCHER', unit: 'centre', level: 'STREET', area: '500105001' }
const staff = staffOf({ 'dispatcher-1': { person: 'person-1', holdings: [dispatcher] } })

describe('a token', () => {
  let notes: NotesServer
  const realSeconds = () => Math.floor((performance.timeOrigin + performance.now()) / 1000)

  beforeAll(async () => {
    notes = await notesServer({}, staff)
  })
  afterAll(() => notes.stop())

  const withHeader = (authorization: string | undefined) =>
    notes.request('/v1/notes/me', authorization ? { headers: { authorization } } : {})
  const withToken = async (options: TokenOptions, login = 'dispatcher-1') =>
    withHeader(`Bearer ${await notes.issuer.token(login, options)}`)

  it.each<[string, TokenOptions]>([
    ['expired', { expiresIn: -10 }],
    ['not yet valid', { claims: { nbf: realSeconds() + 3600 } }],
    ['for another audience', { aud: 'elsewhere' }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['without an end', { claims: { exp: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
  ])('that is %s is refused', async (_, options) => {
    const { status, body, headers } = await withToken(options)
    expect(status).toBe(401)
    expect(body['type']).toBe('urn:yiwang:problem:invalid-token')
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it('that expired within the leeway is taken', async () => {
    expect((await withToken({ expiresIn: -2 })).status).toBe(200)
  })

  it.each([
    ['none', undefined],
    ['an empty one', 'Bearer '],
    ['a password', 'Basic ZGlzcGF0Y2hlci0xOng='],
  ])('is asked for where there is %s', async (_, authorization) => {
    const { status, body, headers } = await withHeader(authorization)
    expect(status).toBe(401)
    expect(body['type']).toBe('urn:yiwang:problem:unauthenticated')
    expect(headers.get('www-authenticate')).toBe('Bearer realm="yiwang"')
  })

  it('is not asked for where everybody may read', async () => {
    expect(await notes.request('/v1/notes/board')).toMatchObject({ status: 200, body: { reader: null } })
  })

  it('says who reads also there', async () => {
    const headers = { authorization: `Bearer ${await notes.issuer.token('dispatcher-1')}` }
    expect(await notes.request('/v1/notes/board', { headers })).toMatchObject({ status: 200, body: { reader: 'person-1' } })
  })

  it('that is not valid is refused also there, so that nobody is taken for a stranger without a word', async () => {
    const headers = { authorization: `Bearer ${await notes.issuer.token('dispatcher-1', { expiresIn: -10 })}` }
    expect((await notes.request('/v1/notes/board', { headers })).status).toBe(401)
  })

  it('without a signature is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { sub: 'dispatcher-1', iss: notes.issuer.url, aud: 'yiwang', exp: realSeconds() + 60 }
    expect((await withHeader(`Bearer ${part({ alg: 'none' })}.${part(claims)}.`)).status).toBe(401)
  })

  it('signed with the public key as a shared secret is refused', async () => {
    const { keys } = (await (await fetch(`${notes.issuer.url}/jwks`)).json()) as { keys: (JWK & { kid: string })[] }
    const secret = new TextEncoder().encode(JSON.stringify(keys[0]))
    const forged = await new SignJWT({ sub: 'dispatcher-1' })
      .setProtectedHeader({ alg: 'HS256', kid: keys[0]!.kid })
      .setIssuer(notes.issuer.url)
      .setAudience('yiwang')
      .setExpirationTime('1h')
      .sign(secret)
    expect((await withHeader(`Bearer ${forged}`)).status).toBe(401)
  })

  it('signed with a key of somebody else is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const stranger = await importJWK({ ...(await exportJWK(privateKey)), alg: 'ES256' })
    const forged = await new SignJWT({ sub: 'dispatcher-1' })
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
      .setIssuer(notes.issuer.url)
      .setAudience('yiwang')
      .setExpirationTime('1h')
      .sign(stranger)
    expect((await withHeader(`Bearer ${forged}`)).status).toBe(401)
  })
})

it('a token ends when it ends, however often it was found good before', async () => {
  const issuer = await testIssuer()
  const clock = fixedClock(new SystemClock().now().toISOString())
  const verifier = new TokenVerifier(new Issuer(issuer.url, createLogger({ service: 'test', level: 'silent' })), 'yiwang', clock)
  const token = await issuer.token('dispatcher-1', { expiresIn: 60 })
  for (const ms of [0, 1_000, 62_000]) {
    clock.advance(ms)
    expect((await verifier.verify(token)).sub).toBe('dispatcher-1')
  }
  clock.advance(3_000)
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid-token' })
  await issuer.stop()
})

describe('the name of the issuer', () => {
  it.each([
    ['with', '/', ''],
    ['without', '', '/'],
  ])('may be given %s the slash at its end, and written otherwise in its tokens', async (_, given, written) => {
    const issuer = await testIssuer()
    const verifier = new TokenVerifier(new Issuer(issuer.url + given, createLogger({ service: 'test', level: 'silent' })), 'yiwang')
    expect((await verifier.verify(await issuer.token('dispatcher-1', { iss: issuer.url + written }))).sub).toBe('dispatcher-1')
    await expect(verifier.verify(await issuer.token('dispatcher-1', { iss: `${issuer.url}/x` }))).rejects.toMatchObject({
      code: 'invalid-token',
    })
    await issuer.stop()
  })
})

describe('keys of the issuer', () => {
  it('are asked for again when a token names one that is not known, and old ones are forgotten with it', async () => {
    const notes = await notesServer({}, staff)
    const before = await notes.issuer.token('dispatcher-1')
    const me = (token: string) => notes.request('/v1/notes/me', { headers: { authorization: `Bearer ${token}` } })
    // The second time it is known to be good.
    for (const _ of [1, 2]) expect((await me(before)).status).toBe(200)
    await notes.issuer.rotate({ forget: true })
    const after = await notes.issuer.token('dispatcher-1')
    await eventually(async () => expect((await me(after)).status).toBe(200))
    expect((await me(before)).status).toBe(401)
    await notes.stop()
  })

  it('go on while the issuer is down; without any it is our fault, not the caller’s', async () => {
    const issuer = await testIssuer()
    const token = await issuer.token('dispatcher-1')
    const verifierOf = () => new TokenVerifier(new Issuer(issuer.url, createLogger({ service: 'test', level: 'silent' })), 'yiwang')
    const knowing = verifierOf()
    await knowing.verify(token)
    await issuer.stop()
    expect((await knowing.verify(token)).sub).toBe('dispatcher-1')
    await expect(verifierOf().verify(token)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('readiness', () => {
  it('waits for the first keys of the issuer, and does not ask for more of it', async () => {
    const issuer = await testIssuer()
    const anIssuer = () => new Issuer(issuer.url, createLogger({ service: 'test', level: 'silent' }))
    const knowing = anIssuer()
    expect(await knowing.health()).toEqual({ ok: true })
    await issuer.stop()
    expect(await knowing.health()).toEqual({ ok: true })
    expect(await anIssuer().health()).toMatchObject({ ok: false })
  })

  it('of a service says so', async () => {
    const notes = await notesServer({}, staff)
    expect((await notes.request('/health/ready')).body).toMatchObject({ checks: { issuer: { ok: true } } })
    await notes.stop()
  })
})

describe('who calls', () => {
  const clock = fixedClock('2026-11-24T01:00:00Z')
  const leaving = { person: 'person-2', holdings: [dispatcher], until: new Date('2026-11-24T01:00:01Z') }
  const everyone: StaffSource = staffOf({ 'dispatcher-1': { person: 'person-1', holdings: [dispatcher] }, 'leaver-1': leaving })

  const actorOf = (claims: Record<string, unknown>, identityClaim = 'sub') =>
    new ActorResolver(
      { verify: async () => ({ iss: 'https://issuer.example', ...claims }) } as unknown as TokenVerifier,
      everyone,
      clock,
      identityClaim,
    ).resolve('Bearer x')

  it('is staff with the posts that they hold', async () => {
    expect(await actorOf({ sub: 'dispatcher-1' })).toEqual({
      kind: 'STAFF',
      person: 'person-1',
      login: 'dispatcher-1',
      holdings: [dispatcher],
    })
  })

  it('is known by the claim that is configured', async () => {
    expect(await actorOf({ sub: '4711', preferred_username: 'dispatcher-1' }, 'preferred_username')).toMatchObject({ person: 'person-1' })
    await expect(actorOf({ sub: '4711' }, 'preferred_username')).rejects.toMatchObject({ code: 'invalid-token' })
  })

  it('has lost the post from the instant of leaving it', async () => {
    clock.set('2026-11-24T01:00:00.999Z')
    expect((await actorOf({ sub: 'leaver-1' })).holdings).toEqual([dispatcher])
    clock.set('2026-11-24T01:00:02Z')
    expect(await actorOf({ sub: 'leaver-1' })).toMatchObject({ kind: 'STAFF', holdings: [] })
  })

  it('is a resident otherwise, the same one each time and another one elsewhere', async () => {
    const resident = await actorOf({ sub: 'resident-1' })
    expect(resident).toEqual({
      kind: 'RESIDENT',
      person: residentId('https://issuer.example', 'resident-1'),
      login: 'resident-1',
      holdings: [],
    })
    expect(resident.person).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/)
    expect(residentId('https://other.example', 'resident-1')).not.toBe(resident.person)
  })

  it('is a resident by the subject, whatever claim holds the login of staff', async () => {
    const resident = (sub: string) => actorOf({ sub, preferred_username: 'resident-1' }, 'preferred_username')
    expect(await resident('4711')).toMatchObject({ person: residentId('https://issuer.example', '4711'), login: 'resident-1' })
    expect((await resident('4712')).person).not.toBe((await resident('4711')).person)
  })

  it('is a service by its own client, never by a login that looks like one', async () => {
    expect(await actorOf({ sub: 'service:dispatch', client_id: 'service:dispatch' })).toMatchObject({ kind: 'SYSTEM', person: 'dispatch' })
    expect(await actorOf({ sub: 'service:dispatch' })).toMatchObject({ kind: 'SYSTEM' })
    expect(await actorOf({ sub: 'service:dispatch', client_id: 'resident-app' })).toMatchObject({ kind: 'RESIDENT' })
    expect(await actorOf({ sub: '4711', preferred_username: 'service:dispatch' }, 'preferred_username')).toMatchObject({ kind: 'RESIDENT' })
  })
})
