import { directoryGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type GrpcClient, grpcClient } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { registerLock } from '../src/adapters/db/locks.ts'
import { type Serving, serving } from './serving.fixture.ts'
import { smallCompound } from './small-compound.fixture.ts'
import type { SmallDistrict } from './small-district.fixture.ts'

const document = '0190f5fe-7c00-7a00-8000-000000000001'
const COUPLE = { compound: 'C1', kind: 'CO_OWNERS', owners: ['O2', 'O1'], voter: 'O1' }
const NEXT_YEAR = '2027-11-24T00:00:00+08:00'
const representative = (owners: string[], more: object = {}) => ({
  ...{ compound: 'C1', kind: 'REPRESENTATIVE', owners, person: 'lawyer', to: NEXT_YEAR, document },
  ...more,
})
const instant = (at: string) => ({ seconds: BigInt(new Date(at).getTime() / 1000) })

describe('mandates', () => {
  let directory: Serving
  let voting: GrpcClient<typeof directoryGrpc.DirectoryService>
  /** O1 is zhang, O2 li, O4 chen; O3 and O5 have no account. */
  const bound = { zhang: ['1', '101', 'O1'], li: ['1', '101', 'O2'], chen: ['2', '101', 'O4'] }

  beforeAll(async () => {
    directory = await serving()
    await directory.import(smallCompound)
    voting = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token('service:voting') })
    for (const login of ['lawyer', 'another']) await directory.person(login)
    for (const [login, [unit, room, owner]] of Object.entries(bound)) await approved(login, unit!, room!, owner!)
  })
  afterAll(async () => {
    voting.close()
    await directory.stop()
  })
  afterEach(() => directory.test.database.run(sql`truncate mandate`))

  /** The id of the claim by which the person is that owner. */
  const approved = async (login: string, unit: string, room: string, owner: string): Promise<string> => {
    const claim = { compound: 'C1', building: '1', unit, room, as: 'OWNER', name: '某', phone: '19900000000', document, owner }
    const { body } = await directory.post('/v1/room-claims', login, claim)
    expect((await directory.post(`/v1/room-claims/${body.id}/approve`, 'community-1', { by: 'DOCUMENT' })).status).toBe(200)
    return body.id
  }
  const revokeClaim = (id: string) => directory.post(`/v1/room-claims/${id}/revoke`, 'community-1', { reason: '冒名' })
  const file = (login: string, body: object, key?: string) => directory.post('/v1/mandates', login, body, key)
  const consent = (login: string, id: string) => directory.post(`/v1/mandates/${id}/consent`, login)
  const revoke = (login: string, id: string, body: object = {}) => directory.post(`/v1/mandates/${id}/revoke`, login, body)
  const list = async (login: string) =>
    (await directory.get('/v1/mandates?compound=C1', login)).body.items.map(({ id }: { id: string }) => id)
  const inRoll = async (scope: object = {}) => {
    const mandates: directoryGrpc.RollMandate[] = []
    for await (const part of voting.streamRoll({ compound: 'C1', ...scope })) mandates.push(...part.mandates)
    return mandates
  }

  it('of co-owners are in the roll once each of them has given them, and name one voter', async () => {
    const { status, body } = await file('zhang', COUPLE)
    expect([status, body]).toMatchObject([201, { owners: ['O1', 'O2'], voter: 'O1', state: 'WAITING', waitsFor: ['O2'] }])
    expect(await inRoll()).toEqual([])
    expect((await consent('zhang', body.id)).status).toBe(409)
    expect(await consent('li', body.id)).toMatchObject({ status: 200, body: { state: 'IN_FORCE', waitsFor: [] } })
    const [zhang, li] = [await directory.person('zhang'), await directory.person('li')]
    expect(await inRoll()).toMatchObject([{ id: body.id, kind: 'CO_OWNERS', owners: ['O1', 'O2'], voter: 'O1', person: zhang }])
    expect((await directory.get(`/v1/mandates/${body.id}`, 'li')).body.record).toEqual([
      { fact: 'FILED', at: expect.any(String), by: zhang },
      { fact: 'CONSENTED', at: expect.any(String), by: zhang, owner: 'O1' },
      { fact: 'CONSENTED', at: expect.any(String), by: li, owner: 'O2' },
    ])
    expect((await consent('li', body.id)).status).toBe(409)
  })

  it('of co-owners may name the voter as a person', async () => {
    expect((await file('zhang', { ...COUPLE, voter: undefined, person: 'li' })).body).toMatchObject({ voter: 'O2' })
    const { body } = await file('li', { ...COUPLE, voter: undefined, person: 'chen' })
    expect(body.type).toBe('urn:yiwang:problem:voter-not-among-owners')
  })

  it('of one owner are in force when they are filed, and end when they say', async () => {
    const { body } = await file('chen', representative(['O4'], { from: '2026-11-24T08:00:00+08:00' }))
    expect(body).toMatchObject({ state: 'IN_FORCE', person: await directory.person('lawyer'), to: '2027-11-23T16:00:00.000Z' })
    expect(await inRoll()).toMatchObject([{ kind: 'REPRESENTATIVE', owners: ['O4'], person: body.person }])
    expect(await inRoll({ at: instant(NEXT_YEAR) })).toEqual([])
    expect(await inRoll({ at: instant('2027-11-23T23:59:59+08:00') })).toHaveLength(1)
    expect(await inRoll({ staircases: [{ building: '1', unit: '1' }] })).toEqual([])
  })

  it('that have ended or not begun are in no roll', async () => {
    const over = (await file('chen', representative(['O4'], { from: '2026-01-01T00:00:00Z', to: '2026-11-24T00:59:59Z' }))).body
    const ahead = (await file('chen', representative(['O4'], { from: '2026-12-01T00:00:00Z' }))).body
    expect([over.state, ahead.state]).toEqual(['ENDED', 'AHEAD'])
    expect(await inRoll()).toEqual([])
    expect(await inRoll({ at: instant('2026-12-01T00:00:00Z') })).toMatchObject([{ id: ahead.id }])
  })

  it('are filed by the officer with a document for owners without an account', async () => {
    const mandate = representative(['O5'], { person: undefined, name: '吴国华' })
    expect(await file('community-1', { ...COUPLE, owners: ['O2', 'O3'], voter: 'O3' })).toMatchObject({
      status: 422,
      body: { type: 'urn:yiwang:problem:document-needed' },
    })
    const { status, body } = await file('community-1', mandate)
    expect([status, body]).toMatchObject([201, { state: 'IN_FORCE', name: '吴**', waitsFor: [] }])
    expect(await inRoll()).toMatchObject([{ owners: ['O5'] }])
    expect((await inRoll())[0]!.person).toBeUndefined()
    const { dump } = (await directory.test.database.one<{ dump: string }>(sql`select json_agg(m)::text as dump from mandate m`))!
    expect(dump).not.toContain('吴国华')
    expect(await file('community-1', representative(['O4'], { person: 'community-1' }))).toMatchObject({
      status: 403,
      body: { type: 'urn:yiwang:problem:own-mandate' },
    })
  })

  it('are filed by nobody else', async () => {
    for (const login of ['resident-1', 'zhang', 'community-2', 'community-1-other', 'leader-1', 'dispatcher-1', 'service:voting'])
      expect([login, (await file(login, representative(['O4']))).status]).toEqual([login, 403])
    expect((await fetch(`${directory.service.http}/v1/mandates`, { method: 'POST' })).status).toBe(401)
  })

  it.each<[string, object, number, string]>([
    ['by some of a room’s owners', representative(['O1']), 422, 'not-these-owners'],
    ['by more than a room’s owners', representative(['O1', 'O2', 'O3']), 422, 'not-these-owners'],
    ['with a voter who is none of them', { ...COUPLE, voter: 'O3' }, 422, 'voter-not-among-owners'],
    ['in an unknown compound', { ...COUPLE, compound: 'C9' }, 422, 'unknown-compound'],
    ['by one co-owner', { ...COUPLE, owners: ['O1'] }, 422, 'mandate-incomplete'],
    ['without a voter', { ...COUPLE, voter: undefined }, 422, 'mandate-incomplete'],
    ['without a document', representative(['O1', 'O2'], { document: undefined }), 422, 'mandate-incomplete'],
    ['without an end', representative(['O1', 'O2'], { to: undefined }), 422, 'mandate-incomplete'],
    ['without a representative', representative(['O1', 'O2'], { person: undefined }), 422, 'mandate-incomplete'],
    ['that end before they begin', representative(['O1', 'O2'], { from: NEXT_YEAR, to: NEXT_YEAR }), 422, 'mandate-incomplete'],
    ['with an id that is nobody’s', representative(['O1', 'O2'], { person: document }), 422, 'unknown-person'],
    ['with a login that is nobody’s', representative(['O1', 'O2'], { person: 'lawyr' }), 422, 'unknown-person'],
  ])('are not taken %s', async (_, body, status, code) => {
    const answer = await file('zhang', body)
    expect([answer.status, answer.body.type]).toEqual([status, `urn:yiwang:problem:${code}`])
    expect(await directory.test.database.rows(sql`select 1 from mandate`)).toEqual([])
  })

  it('name the representative by a login that looks like an id, or by the id', async () => {
    const login = '0190f5fe-7c00-7a00-8000-00000000000a'
    const person = await directory.person(login)
    for (const named of [login, person]) {
      const { status, body } = await file('chen', representative(['O4'], { person: named }))
      expect([status, body.person]).toEqual([201, person])
      await revoke('chen', body.id)
    }
  })

  it('do not choose between several persons who have had one login', async () => {
    const { database } = directory.test
    await database.run(
      sql`insert into person (id, issuer, claim, first_seen) values (${document}, ${directory.issuer.url}, 'lawyer', now())`,
    )
    expect((await file('chen', representative(['O4']))).body.type).toBe('urn:yiwang:problem:unknown-person')
    expect((await file('chen', representative(['O4'], { person: document }))).body).toMatchObject({ person: document })
    await database.run(sql`delete from person where id = ${document}`)
  })

  it('of one set of owners stand once for a time, also when they are filed at once', async () => {
    const answers = await Promise.all([
      file('zhang', COUPLE),
      file('li', { ...COUPLE, voter: 'O2' }),
      file('zhang', representative(['O1', 'O2'])),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    const [made, refused] = [answers.find(({ status }) => status === 201)!.body, answers.find(({ status }) => status === 409)!.body]
    expect(refused).toMatchObject({ type: 'urn:yiwang:problem:mandate-stands', mandate: made.id })
    expect((await revoke('li', made.id)).status).toBe(200)
    expect((await file('li', { ...COUPLE, voter: 'O2' })).status).toBe(201)
  })

  it('are completed once when the last owners consent at once', async () => {
    const { body } = await file('zhang', COUPLE)
    const answers = await Promise.all([consent('li', body.id), consent('li', body.id)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  it('are made once however often they are sent with one key', async () => {
    const first = await file('chen', representative(['O4']), 'key-1')
    expect(await file('chen', representative(['O4']), 'key-1')).toMatchObject({ status: 201, body: first.body })
    expect((await file('chen', representative(['O4'], { person: 'another' }), 'key-1')).body.type).toBe(
      'urn:yiwang:problem:idempotency-key-reused',
    )
  })

  it.each([
    ['an owner who gave it', 'li'],
    ['the representative', 'lawyer'],
    ['the officer', 'community-1'],
  ])('are revoked by %s, and then nobody votes by them', async (_, login) => {
    const { body } = await file('zhang', representative(['O1', 'O2']))
    await consent('li', body.id)
    expect(await inRoll()).toHaveLength(1)
    expect(await revoke(login, body.id, { reason: '另有安排' })).toMatchObject({ status: 200, body: { state: 'REVOKED' } })
    expect(await inRoll()).toEqual([])
    expect((await revoke(login, body.id)).status).toBe(409)
    const { record } = (await directory.get(`/v1/mandates/${body.id}`, 'zhang')).body
    expect(record.at(-1)).toMatchObject({ fact: 'REVOKED', by: await directory.person(login), reason: '另有安排' })
  })

  it('are seen, consented to and revoked by those whom they concern', async () => {
    const couple = (await file('zhang', COUPLE)).body.id
    const own = (await file('chen', representative(['O4']))).body.id
    expect(await list('community-1')).toEqual([couple, own])
    expect([await list('zhang'), await list('li'), await list('chen'), await list('lawyer')]).toEqual([[couple], [couple], [own], [own]])
    for (const login of ['resident-1', 'community-2', 'community-1-other', 'leader-1']) {
      expect([login, await list(login)]).toEqual([login, []])
      const statuses = [await directory.get(`/v1/mandates/${couple}`, login), await consent(login, couple), await revoke(login, couple)]
      expect([login, statuses.map(({ status }) => status)]).toEqual([login, [404, 404, 404]])
    }
    expect((await consent('community-1', couple)).status).toBe(403)
    await directory.test.database.run(sql`update mandate set filed_by = ${await directory.person('resident-1')}`)
    expect([await list('resident-1'), (await directory.get(`/v1/mandates/${couple}`, 'resident-1')).status]).toEqual([[], 404])
    expect((await directory.get('/v1/mandates?compound=C9', 'zhang')).status).toBe(404)
    expect((await directory.get('/v1/mandates', 'zhang')).status).toBe(400)
    expect((await directory.get('/v1/mandates?compound=C1', 'service:voting')).status).toBe(403)
  })

  describe('given by who turns out not to be that owner', () => {
    it('end with the claim, and it is on record why', async () => {
      const claim = await approved('impostor', '2', '301', 'O5')
      const { body } = await file('impostor', representative(['O5']))
      const other = (await file('chen', representative(['O4']))).body.id
      expect(await inRoll()).toHaveLength(2)
      expect((await revokeClaim(claim)).status).toBe(200)
      expect(await inRoll()).toMatchObject([{ id: other }])
      const since = instant('2026-11-24T00:00:00Z')
      expect((await voting.getRevocations({ compound: 'C1', since })).mandates).toEqual([body.id])
      const { record, state } = (await directory.get(`/v1/mandates/${body.id}`, 'community-1')).body
      expect(state).toBe('REVOKED')
      expect(record.at(-1)).toMatchObject({ fact: 'REVOKED', owner: 'O5', by: await directory.person('community-1') })
    })

    it('end also where a co-owner consented, and where they still wait for the others', async () => {
      const [claim, couple] = [await approved('impostor', '1', '201', 'O3'), ['O2', 'O3']]
      const given = (await file('li', { ...COUPLE, owners: couple, voter: 'O2' })).body.id
      expect((await consent('impostor', given)).body).toMatchObject({ state: 'IN_FORCE' })
      await revokeClaim(claim)
      expect(await inRoll()).toEqual([])
      const again = await approved('impostor', '1', '201', 'O3')
      const waiting = (await file('impostor', { ...COUPLE, owners: couple, voter: 'O3' })).body.id
      await revokeClaim(again)
      expect((await consent('li', waiting)).status).toBe(409)
    })

    it('stand where the officer filed them by a document', async () => {
      const claim = await approved('impostor', '2', '301', 'O5')
      await file('community-1', representative(['O5']))
      await revokeClaim(claim)
      expect(await inRoll()).toHaveLength(1)
    })

    it('end when the folder says no more that this login is that owner, and stand where it only says more of them', async () => {
      const says = (at: string, ...approvals: SmallDistrict['approved']) =>
        directory.import((d) => {
          smallCompound(d)
          d.approved = approvals
        }, new Date(at))
      const row = { building: '1', unit: '2', room: '301', owner: 'O5', household: '', login: 'wu' }
      await says('2026-11-23T01:00:01Z', row)
      await file('wu', representative(['O5']))
      await says('2026-11-23T01:00:02Z', { ...row, household: 'H5' })
      expect(await inRoll()).toHaveLength(1)
      await says('2026-11-23T01:00:03Z')
      expect(await inRoll()).toEqual([])
    })

    it('are not taken from who is revoked while they are filed', async () => {
      const claim = await approved('impostor', '2', '301', 'O5')
      const filed = await directory.test.database.transaction(
        async (tx) => {
          const answer = file('impostor', representative(['O5']))
          await eventually(async () => {
            const waiting = sql`select 1 from pg_locks where locktype = 'advisory' and not granted
              and database = (select oid from pg_database where datname = current_database())`
            expect(await directory.test.database.rows(waiting)).toHaveLength(1)
          })
          await tx.run(sql`update binding set bound_to = '2026-11-25T00:00:00Z' where claim = ${claim}`)
          return { answer }
        },
        { lock: registerLock('C1') },
      )
      expect((await filed.answer).status).toBe(403)
      expect(await list('community-1')).toEqual([])
    })
  })

  it('are consented to by many at once without any of them waiting for a connection', async () => {
    const { body } = await file('zhang', COUPLE)
    const answers = await Promise.all(Array.from({ length: 30 }, (_, k) => (k % 2 === 0 ? consent('li', body.id) : file('zhang', COUPLE))))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 29 }, () => 409)])
  })
})
