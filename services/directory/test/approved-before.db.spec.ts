import { directoryGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { DEMO_PERSONAL_DATA_KEY, type GrpcClient, grpcClient, residentId, Sealing } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { registerLock } from '../src/adapters/db/locks.ts'
import { ImportDistrict } from '../src/import-district.ts'
import { type Serving, serving } from './serving.fixture.ts'
import { smallCompound } from './small-compound.fixture.ts'
import { type SmallDistrict, smallDistrict, writeFolder } from './small-district.fixture.ts'

const row = (unit: string, room: string, login: string, more: Record<string, string>) => ({
  building: '1',
  unit,
  room,
  owner: '',
  household: '',
  login,
  ...more,
})
const FLAT = row('1', '101', 'owner-1', { owner: 'O1', household: 'H1' })
const SECOND = row('1', '102', 'owner-1', { owner: 'O1' })
const at = new Date('2026-11-23T01:00:00Z')

describe('people whom the folder says to be approved', () => {
  let directory: Serving
  let voting: GrpcClient<typeof directoryGrpc.DirectoryService>

  beforeEach(async () => {
    directory = await serving()
    voting = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token('service:voting') })
  })
  afterEach(async () => {
    voting.close()
    await directory.stop()
  })

  const importing = (...approved: SmallDistrict['approved']) => {
    const district = smallDistrict()
    smallCompound(district)
    district.approved = approved
    const importer = new ImportDistrict(directory.test.database, new Sealing(DEMO_PERSONAL_DATA_KEY), directory.kafka.prefix)
    return (options: { strict?: boolean; dryRun?: boolean; at?: Date } = {}) =>
      importer.run({ folder: writeFolder(district), at, ...options })
  }
  const rooms = async (login: string) =>
    (await directory.get('/v1/me/rooms', login)).body.items.map(
      (r: Record<string, string>) => `${r['unit']}-${r['room']} ${r['as']} ${r['key']}`,
    )
  const bindings = async () => {
    const found: string[] = []
    for await (const part of voting.streamRoll({ compound: 'C1' }))
      found.push(...part.bindings.map(({ owner, person }) => `${owner} ${person}`))
    return found
  }
  const person = (login: string) => residentId(directory.issuer.url, login)
  const claims = async () => (await directory.get('/v1/room-claims?compound=C1', 'community-1')).body.items

  it('are owners and of households from the import on, also before they ever call', async () => {
    const { errors, differences } = await importing(FLAT, SECOND)()
    expect(errors).toEqual([])
    expect(differences.find(({ table }) => table === 'approved')?.added).toEqual(['C1 1 1 101 O1 H1 owner-1', 'C1 1 1 102 O1  owner-1'])
    expect(await bindings()).toEqual([`O1 ${person('owner-1')}`])
    expect((await voting.getRoomsOfPerson({ compound: 'C1', person: person('owner-1') })).rooms).toHaveLength(3)
    expect(await rooms('owner-1')).toEqual(['1-101 OWNER O1', '1-101 TENANT H1', '1-102 OWNER O1'])
    expect((await importing(FLAT, SECOND)()).differences).toEqual([])
  })

  it('may be staff', async () => {
    await importing(row('2', '101', 'leader-1', { owner: 'O4' }))()
    expect(await rooms('leader-1')).toEqual(['2-101 OWNER O4'])
  })

  it('stand among the claims, on record as the import’s', async () => {
    await importing(FLAT)()
    await bindings()
    const [claim] = await claims()
    expect(claim).toEqual({
      ...{ id: expect.any(String), compound: 'C1', building: '1', unit: '1', room: '101', as: 'OWNER', state: 'APPROVED' },
      ...{ claimedAt: at.toISOString(), person: person('owner-1'), owner: 'O1', household: 'H1' },
    })
    const { body } = await directory.get(`/v1/room-claims/${claim.id}`, 'owner-1')
    expect(body.record).toEqual([{ fact: 'APPROVED', at: at.toISOString(), owner: 'O1', basis: 'IMPORT' }])
  })

  it('are so no longer when the folder says it no longer', async () => {
    await importing(FLAT, SECOND)()
    await importing(SECOND)()
    expect(await rooms('owner-1')).toEqual(['1-101 OWNER O1', '1-102 OWNER O1'])
    await importing()()
    expect([await rooms('owner-1'), await bindings()]).toEqual([[], []])
    expect((await claims()).map(({ state }: { state: string }) => state)).toEqual(['REVOKED', 'REVOKED'])
    await importing(FLAT)()
    expect(await rooms('owner-1')).toEqual(['1-101 OWNER O1', '1-101 TENANT H1', '1-102 OWNER O1'])
  })

  it('may give way to another in one import', async () => {
    await importing(FLAT)()
    const { findings } = await importing({ ...FLAT, login: 'owner-2' })()
    expect(findings).toEqual([])
    expect(await bindings()).toEqual([`O1 ${person('owner-2')}`])
  })

  it('stay revoked when the officer revoked them, whatever the folder goes on saying', async () => {
    await importing(FLAT)()
    const [{ id }] = await claims()
    expect((await directory.post(`/v1/room-claims/${id}/revoke`, 'community-1', { reason: '登记有误' })).body).toMatchObject({
      state: 'REVOKED',
    })
    await importing(FLAT)()
    expect([await rooms('owner-1'), await bindings()]).toEqual([[], []])
  })

  const document = '0190f5fe-7c00-7a00-8000-000000000001'
  /** By a claim of their own. */
  const approved = async (login: string): Promise<string> => {
    const said = { compound: 'C1', building: '1', unit: '1', room: '101', as: 'OWNER', name: '某', phone: '19900000001' }
    const { body } = await directory.post('/v1/room-claims', login, { ...said, document, owner: 'O1' })
    expect((await directory.post(`/v1/room-claims/${body.id}/approve`, 'community-1', { by: 'DOCUMENT' })).status).toBe(200)
    return body.id
  }
  const revoke = async (id: string) =>
    expect((await directory.post(`/v1/room-claims/${id}/revoke`, 'community-1', { reason: '登记有误' })).status).toBe(200)

  it('do not push out who is that owner by a claim, and every import says so until that claim is revoked', async () => {
    await importing()()
    const claim = await approved('zhang')
    const strict = await importing(FLAT)({ strict: true })
    expect(strict.errors).toMatchObject([{ file: 'compounds/C1/residents.csv', line: 2, field: 'owner', rule: 'owner-bound' }])
    for (const _ of ['first', 'again']) {
      const { errors, findings, differences } = await importing(FLAT)()
      expect([errors, findings.map(({ rule }) => rule), differences]).toEqual([[], ['owner-bound'], []])
    }
    expect((await importing(FLAT)({ strict: true })).errors).toMatchObject([{ rule: 'owner-bound' }])
    expect(await bindings()).toEqual([`O1 ${person('zhang')}`])
    expect(await rooms('owner-1')).toEqual([])
    await revoke(claim)
    expect((await importing(FLAT)({ strict: true })).errors).toEqual([])
    expect(await bindings()).toEqual([`O1 ${person('owner-1')}`])
  })

  it('may be who is that owner by a claim already, and then one revocation ends both', async () => {
    await importing()()
    const claim = await approved('owner-1')
    expect(await importing(FLAT)({ strict: true })).toMatchObject({ errors: [], findings: [] })
    expect(await rooms('owner-1')).toEqual(['1-101 OWNER O1', '1-101 TENANT H1', '1-102 OWNER O1'])
    await revoke(claim)
    expect(await rooms('owner-1')).toEqual([])
    expect((await claims()).map(({ state }: { state: string }) => state)).toEqual(['REVOKED', 'REVOKED'])
  })

  it('stay revoked when the officer revoked them, also when their row is edited, and the import says so', async () => {
    await importing(FLAT)()
    await revoke((await claims())[0].id)
    for (const _ of ['first', 'again']) {
      const { errors, findings } = await importing({ ...FLAT, household: '' })()
      expect([errors, findings]).toMatchObject([[], [{ line: 2, field: 'login', rule: 'revoked-here' }]])
    }
    expect([await rooms('owner-1'), await bindings()]).toEqual([[], []])
    await approved('owner-1')
    expect(await importing({ ...FLAT, household: '' })({ strict: true })).toMatchObject({ errors: [], findings: [] })
    expect(await bindings()).toEqual([`O1 ${person('owner-1')}`])
  })

  it('stay revoked too where they were approved by a claim, and of a household as of an owner', async () => {
    const tenant = row('1', '101', 'mei', { household: 'H1' })
    await importing(tenant)()
    await revoke((await claims())[0].id)
    await revoke(await approved('owner-1'))
    const { findings } = await importing(FLAT, { ...tenant, owner: 'O2' })()
    expect(findings.map(({ line, rule }) => [line, rule])).toEqual([
      [2, 'revoked-here'],
      [3, 'revoked-here'],
    ])
    expect([await rooms('mei'), await rooms('owner-1')]).toEqual([[], []])
  })

  it('go on being that owner when only their household is corrected, and nobody hears that they ended', async () => {
    await importing(FLAT)()
    expect(await bindings()).toEqual([`O1 ${person('owner-1')}`])
    await importing({ ...FLAT, household: '' })({ at: new Date('2026-11-23T02:00:00Z') })
    const since = { seconds: BigInt(at.getTime() / 1000) }
    expect((await voting.getRevocations({ compound: 'C1', since })).bindings).toMatchObject([{ owner: 'H1', person: person('owner-1') }])
    expect(await rooms('owner-1')).toEqual(['1-101 OWNER O1', '1-102 OWNER O1'])
    const all = await claims()
    expect(all.map((claim: { person: string }) => claim.person)).toEqual([person('owner-1'), person('owner-1')])
  })

  it('are staff where they have become it before anybody asked', async () => {
    const approval = row('2', '101', 'wang', { owner: 'O4' })
    await importing(approval)()
    await directory.import((d) => {
      smallCompound(d)
      d.approved = [approval]
      d.staff.push({ code: 'wang', login: 'wang', name: '王伟', phone: '' })
    })
    expect(await bindings()).toEqual([`O4 ${await directory.person('wang')}`])
    expect(await rooms('wang')).toEqual(['2-101 OWNER O4'])
  })

  it('become persons when nobody else changes the compound, so that a household is bound once', async () => {
    await importing(row('1', '101', 'mei', { household: 'H1' }))()
    const asked = await directory.test.database.transaction(
      async (tx) => {
        const answer = voting.getRoomsOfPerson({ compound: 'C1', person: person('mei') })
        await eventually(async () => {
          const waiting = sql`select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`
          expect(await directory.test.database.rows(waiting)).toHaveLength(1)
        })
        await tx.run(sql`insert into binding (id, compound, kind, key, person, bound_from, claim)
          values (${document}, 'C1', 'HOUSEHOLD', 'H1', ${person('mei')}, ${at}, ${document})`)
        return { answer }
      },
      { lock: registerLock('C1') },
    )
    expect((await asked.answer).rooms).toMatchObject([{ room: '101', kind: 'TENANT', key: 'H1' }])
  })

  it('are an owner from no earlier than the one before them left', async () => {
    await importing()()
    await revoke(await approved('zhang'))
    await importing(FLAT)()
    const periods = await directory.test.database.rows(sql`
      select 1 from binding one join binding next on (next.compound, next.key) = (one.compound, one.key) and next.id <> one.id
      where one.bound_to is not null and next.bound_from < one.bound_to`)
    expect(periods).toEqual([])
  })

  it('change nothing in a dry run', async () => {
    await importing()()
    await importing(FLAT)({ dryRun: true })
    expect(await directory.test.database.rows(sql`select 1 from binding`)).toEqual([])
  })
})

it('where the login is not the subject of tokens, people whom the folder approves are known from their first call on', async () => {
  const directory = await serving({ IDENTITY_CLAIM: 'preferred_username' })
  await directory.import((d) => {
    smallCompound(d)
    d.approved = [FLAT]
  })
  const token = await directory.issuer.token('5f1c', { claims: { preferred_username: 'owner-1' } })
  const answer = await fetch(`${directory.service.http}/v1/me/rooms`, { headers: { authorization: `Bearer ${token}` } })
  expect(((await answer.json()) as { items: object[] }).items).toHaveLength(3)
  expect(await directory.test.database.rows(sql`select distinct person from binding`)).toEqual([
    { person: residentId(directory.issuer.url, '5f1c') },
  ])
  await directory.stop()
})
