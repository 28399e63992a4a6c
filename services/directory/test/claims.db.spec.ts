import { directoryGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type GrpcClient, grpcClient } from '@yiwang/service-kit'
import { type Serving, serving } from './serving.fixture.ts'
import { smallCompound } from './small-compound.fixture.ts'

const document = '0190f5fe-7c00-7a00-8000-000000000001'
/** Whoever claims is called as the register has it, unless a test says otherwise. */
const claimOf = (unit: string, room: string, more: object = {}) => ({
  ...{ compound: 'C1', building: '1', unit, room, as: 'OWNER', name: '业主O1', phone: '19900000001' },
  ...more,
})
const O1 = claimOf('1', '101', { idLastDigits: '1001' })

describe('claims on rooms', () => {
  let directory: Serving
  let voting: GrpcClient<typeof directoryGrpc.DirectoryService>

  beforeAll(async () => {
    directory = await serving({ ROOM_CLAIMS_A_DAY: '6' })
    await directory.import(smallCompound)
    voting = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token('service:voting') })
  })
  afterAll(async () => {
    voting.close()
    await directory.stop()
  })
  afterEach(() => directory.test.database.run(sql`truncate room_claim, binding, register_entry`))

  const claim = (login: string, body: object = O1, key?: string) => directory.post('/v1/room-claims', login, body, key)
  const command = (login: string, id: string, name: string, body?: object) => directory.post(`/v1/room-claims/${id}/${name}`, login, body)
  const approve = (id: string, body: object = { by: 'DOCUMENT', document, owner: 'O1' }, login = 'community-1') =>
    command(login, id, 'approve', body)
  const claimed = async (login: string, body: object = O1): Promise<string> => (await claim(login, body)).body.id
  const rooms = async (login: string) =>
    (await directory.get('/v1/me/rooms', login)).body.items.map(
      (r: Record<string, string>) => `${r['unit']}-${r['room']} ${r['as']} ${r['key']}`,
    )
  const roll = async (scope: object = {}) => {
    const [bindings, households]: [string[], string[]] = [[], []]
    for await (const part of voting.streamRoll({ compound: 'C1', ...scope })) {
      bindings.push(...part.bindings.map(({ owner, person }) => `${owner} ${person}`))
      households.push(...part.households.map(({ unit, room, household, person }) => `${unit}-${room} ${household} ${person}`))
    }
    return { bindings, households }
  }

  it('wait for the community officer, and say no more of a person than they must', async () => {
    const { status, body } = await claim('zhang')
    expect(status).toBe(201)
    expect(body).toEqual({
      ...{ id: expect.any(String), compound: 'C1', building: '1', unit: '1', room: '101', as: 'OWNER', state: 'PENDING' },
      ...{ claimedAt: expect.any(String), person: await directory.person('zhang'), name: '业***' },
    })
    const { dump } = (await directory.test.database.one<{ dump: string }>(sql`select json_agg(c)::text as dump from room_claim c`))!
    for (const secret of ['业主', '19900000001', '1001']) expect(dump).not.toContain(secret)
    expect(await rooms('zhang')).toEqual([])
  })

  it('are approved by a document, and then the person is that owner in all of the owner’s rooms', async () => {
    const id = await claimed('zhang')
    expect(await approve(id)).toMatchObject({ status: 200, body: { state: 'APPROVED', owner: 'O1' } })
    expect(await rooms('zhang')).toEqual(['1-101 OWNER O1', '1-102 OWNER O1'])
    const person = await directory.person('zhang')
    expect((await roll()).bindings).toEqual([`O1 ${person}`])
    const { rooms: held } = await voting.getRoomsOfPerson({ compound: 'C1', person })
    expect(held).toMatchObject([
      { unit: '1', room: '101', kind: 'OWNER', key: 'O1' },
      { unit: '1', room: '102', kind: 'OWNER', key: 'O1' },
    ])
  })
  it('are approved by phone and last digits where both are those of one owner, and not otherwise', async () => {
    const by = { by: 'PHONE_AND_ID' }
    expect(await approve(await claimed('zhang', O1), by)).toMatchObject({ status: 200, body: { owner: 'O1' } })
    const refused = async (login: string, body: object, more = {}) => {
      const { status, body: answer } = await approve(await claimed(login, body), { ...by, ...more })
      return [status, answer.type, answer.detail]
    }
    const problem = 'urn:yiwang:problem:register-does-not-match'
    expect(await refused('li', claimOf('1', '101'))).toEqual([422, problem, expect.stringContaining('says no last digits')])
    expect(await refused('li', claimOf('1', '102', { idLastDigits: '1009' }))).toEqual([
      422,
      problem,
      expect.stringContaining('not both those'),
    ])
    expect(await refused('li', claimOf('1', '201', { phone: '19900000003', idLastDigits: '1003' }))).toEqual([
      422,
      problem,
      expect.any(String),
    ])
    expect(await refused('li', claimOf('2', '102', { idLastDigits: '1001' }))).toEqual([
      422,
      problem,
      expect.stringContaining('The register has no last digits'),
    ])
    const asOther = claimOf('1', '101', { phone: '+8619900000002', idLastDigits: '991002' })
    expect(await refused('wang', asOther, { owner: 'O1' })).toEqual([422, problem, expect.stringContaining('the owner O1')])
  })

  it('name the owner where several fit, and only one of the room', async () => {
    const id = await claimed('zhang')
    expect((await approve(id, { by: 'DOCUMENT', document })).body.type).toBe('urn:yiwang:problem:owner-not-clear')
    expect((await approve(id, { by: 'DOCUMENT', document, owner: 'O4' })).body.type).toBe('urn:yiwang:problem:not-of-this-room')
    expect((await approve(id, { by: 'DOCUMENT', owner: 'O1' })).body.type).toBe('urn:yiwang:problem:document-needed')
    expect((await approve(await claimed('chen', claimOf('2', '101', { document })), { by: 'DOCUMENT' })).body).toMatchObject({
      state: 'APPROVED',
      owner: 'O4',
    })
  })

  it('of who lives there bind to a household, several persons to one if it be', async () => {
    const tenant = claimOf('2', '301', { as: 'TENANT', document })
    const id = await claimed('mei', tenant)
    expect((await approve(id, { by: 'DOCUMENT' })).body.type).toBe('urn:yiwang:problem:household-not-clear')
    expect((await approve(id, { by: 'DOCUMENT', household: 'H5' })).body).toMatchObject({ state: 'APPROVED', household: 'H5' })
    expect((await approve(await claimed('lan', tenant), { by: 'DOCUMENT', household: 'H5' })).status).toBe(200)
    expect(await rooms('lan')).toEqual(['2-301 TENANT H5'])
    const persons = [await directory.person('mei'), await directory.person('lan')].toSorted()
    expect((await roll()).households).toEqual(persons.map((person) => `2-301 H5 ${person}`))
    expect((await roll({ staircases: [{ building: '1', unit: '1' }] })).households).toEqual([])
  })

  it('of an owner who lives there may bind to the household too', async () => {
    await approve(await claimed('zhang'), { by: 'DOCUMENT', document, owner: 'O1', household: 'H1' })
    expect(await rooms('zhang')).toEqual(['1-101 OWNER O1', '1-101 TENANT H1', '1-102 OWNER O1'])
  })

  it('make an owner one person at a time, and a person as many owners as they are', async () => {
    await approve(await claimed('zhang'))
    const second = await claimed('li')
    expect(await approve(second)).toMatchObject({ status: 409, body: { type: 'urn:yiwang:problem:owner-bound' } })
    expect((await approve(second, { by: 'DOCUMENT', document, owner: 'O2' })).status).toBe(200)
    expect((await approve(await claimed('li', claimOf('2', '101')), { by: 'DOCUMENT', document, owner: 'O4' })).status).toBe(200)
    expect(await rooms('li')).toEqual(['1-101 OWNER O2', '1-102 OWNER O2', '1-201 OWNER O2', '2-101 OWNER O4'])
  })

  it('of two persons who are approved as one owner at the same instant one is, and of two clicks one counts', async () => {
    const [one, other] = [await claimed('zhang'), await claimed('li')]
    const answers = await Promise.all([approve(one), approve(other), approve(one), approve(other)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
    expect((await roll()).bindings).toHaveLength(1)
    const approved = await directory.test.database.rows(sql`select 1 from register_entry where fact = 'APPROVED'`)
    expect(approved).toHaveLength(1)
  })

  it('are refused with a reason, withdrawn by who made them, and then are over', async () => {
    const [refused, withdrawn] = [await claimed('zhang'), await claimed('li')]
    expect((await command('community-1', refused, 'refuse', {})).status).toBe(400)
    expect((await command('community-1', refused, 'refuse', { reason: '材料不清' })).body).toMatchObject({ state: 'REFUSED' })
    expect((await command('li', withdrawn, 'withdraw')).body).toMatchObject({ state: 'WITHDRAWN' })
    const officer = await directory.person('community-1')
    expect(await approve(refused)).toMatchObject({ status: 409, body: { state: 'REFUSED', by: officer, at: expect.any(String) } })
    expect((await approve(withdrawn)).status).toBe(409)
    expect((await claim('li')).status).toBe(201)
  })

  it('once approved can be revoked, for every room of the owner, and what was is still known', async () => {
    const [first, second] = [await claimed('zhang'), await claimed('zhang', claimOf('1', '102'))]
    await approve(first)
    await approve(second)
    expect((await command('community-1', first, 'revoke', { reason: '已出售' })).body).toMatchObject({ state: 'REVOKED' })
    expect(await rooms('zhang')).toEqual([])
    expect((await roll()).bindings).toEqual([])
    const { body } = await directory.get(`/v1/room-claims/${second}`, 'zhang')
    const [person, officer] = [await directory.person('zhang'), await directory.person('community-1')]
    expect(body).toMatchObject({
      state: 'REVOKED',
      record: [
        { fact: 'CLAIMED', by: person },
        { fact: 'APPROVED', by: officer, owner: 'O1', basis: 'DOCUMENT', document },
        { fact: 'REVOKED', by: officer, reason: '已出售' },
      ],
    })
    expect((await approve(await claimed('li'))).status).toBe(200)
    const ended = await directory.test.database.rows(sql`select 1 from binding where bound_to is not null`)
    expect(ended).toHaveLength(1)
  })

  it('are forgotten with name, phone and digits once they are over, and still made once with their key', async () => {
    const [refused, revoked] = [await claim('zhang', O1, 'key-over'), await claimed('li')]
    const withdrawn = await claimed('mei')
    await command('community-1', refused.body.id, 'refuse', { reason: '材料不清' })
    await command('mei', withdrawn, 'withdraw')
    await approve(revoked)
    const kept = () => directory.test.database.rows(sql`select id from room_claim where details is not null`)
    expect(await kept()).toEqual([{ id: revoked }])
    await command('community-1', revoked, 'revoke', { reason: '已出售' })
    expect(await kept()).toEqual([])
    const again = await claim('zhang', O1, 'key-over')
    expect([again.status, again.body]).toMatchObject([201, { id: refused.body.id, state: 'REFUSED' }])
    expect(again.body.name).toBeUndefined()
    expect((await claim('zhang', claimOf('1', '102'), 'key-over')).body.type).toBe('urn:yiwang:problem:idempotency-key-reused')
    expect((await directory.get('/v1/room-claims?compound=C1', 'community-1')).body.items).toHaveLength(3)
  })

  it('keep their record: nobody changes or takes back a row of it', async () => {
    await claimed('zhang')
    await expect(directory.test.database.run(sql`update register_entry set fact = 'APPROVED'`)).rejects.toThrow('never changed')
    await expect(directory.test.database.run(sql`delete from register_entry`)).rejects.toThrow('never changed')
  })

  it.each([
    ['an unknown compound', { ...O1, compound: 'C9' }, 422, 'unknown-compound'],
    ['an unknown room', claimOf('1', '999'), 422, 'unknown-room'],
    ['a phone that is none', { ...O1, phone: '12345' }, 400, 'invalid-request'],
    ['digits that are none', { ...O1, idLastDigits: '12' }, 400, 'invalid-request'],
    ['no name', { ...O1, name: ' ' }, 400, 'invalid-request'],
    ['a member that is not asked for', { ...O1, idNumber: '500105199001011001' }, 400, 'invalid-request'],
  ])('are not taken with %s, and the answer repeats nothing of it', async (_, body, status, code) => {
    const answer = await claim('zhang', body)
    expect([answer.status, answer.body.type]).toEqual([status, `urn:yiwang:problem:${code}`])
    expect(JSON.stringify(answer.body)).not.toMatch(/业主|1990000|500105199/)
    expect(await directory.test.database.rows(sql`select 1 from room_claim`)).toEqual([])
  })

  it('of one person on one room wait once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => claim('zhang')))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409])
    expect(answers.find(({ status }) => status === 409)!.body.type).toBe('urn:yiwang:problem:claim-pending')
    expect((await claim('li')).status).toBe(201)
  })

  it('are made once however often they are sent with one key', async () => {
    const first = await claim('zhang', O1, 'key-1')
    expect(await claim('zhang', O1, 'key-1')).toMatchObject({ status: 201, body: first.body })
    expect(await claim('zhang', { ...O1, phone: '19900000002' }, 'key-1')).toMatchObject({
      status: 422,
      body: { type: 'urn:yiwang:problem:idempotency-key-reused' },
    })
    expect((await claim('li', O1, 'key-1')).body.id).not.toBe(first.body.id)
  })

  it('are so many a day for a person, also when they come at once', async () => {
    const wish = async (k: number) => {
      const answer = await claim(
        'zhang',
        claimOf(
          ...([
            ['1', '101'],
            ['1', '102'],
            ['1', '201'],
            ['2', '101'],
            ['2', '102'],
            ['2', '301'],
          ][k % 6] as [string, string]),
        ),
      )
      if (answer.status === 201 && k < 4) await command('zhang', answer.body.id, 'withdraw')
      return answer
    }
    for (let k = 0; k < 4; k++) expect((await wish(k)).status).toBe(201)
    const answers = await Promise.all([4, 5, 6, 7].map(wish))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 429, 429])
    const refused = answers.find(({ status }) => status === 429)!
    expect(refused.body.type).toBe('urn:yiwang:problem:too-many-claims')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(86_000)
    expect((await claim('li')).status).toBe(201)
  })

  describe('are seen and decided by', () => {
    const list = (login: string, query = '?compound=C1') => directory.get(`/v1/room-claims${query}`, login)

    it('the community officer of the compound, with how they compare with the register', async () => {
      await claim('zhang')
      await claim('li', claimOf('1', '201', { name: '业 主O3', phone: '19900000009', idLastDigits: '1003' }))
      await claim('mei', claimOf('2', '102', { as: 'TENANT' }))
      const { body } = await list('community-1')
      expect(body.items.map(({ matches }: { matches: object }) => matches)).toEqual([
        { owner: 'O1', name: true, phone: true, idLastDigits: true },
        { owner: 'O3', name: true, phone: false, idLastDigits: null },
        { owner: 'DEVELOPER', name: false, phone: false, idLastDigits: null },
      ])
      expect(JSON.stringify(body)).not.toMatch(/业主O|1990000|1003/)
      expect((await list('community-1', '?compound=C1&state=APPROVED')).body.items).toEqual([])
      const first = await list('community-1', '?compound=C1&state=PENDING&pageSize=2')
      expect(first.body.items).toHaveLength(2)
      expect(
        (await list('community-1', `?compound=C1&state=PENDING&pageSize=2&pageToken=${first.body.nextPageToken}`)).body.items,
      ).toHaveLength(1)
    })

    it('nobody else, but that claimants see their own', async () => {
      const id = await claimed('zhang')
      for (const login of ['zhang', 'li', 'community-2', 'community-1-other', 'leader-1', 'dispatcher-1', 'service:voting'])
        expect([login, (await list(login)).status]).toEqual([login, 403])
      expect((await list('community-1', '?compound=C9')).status).toBe(404)
      expect((await list('zhang', '?mine=true')).body.items).toEqual([expect.objectContaining({ id, state: 'PENDING' })])
      expect((await list('zhang', '')).body).toEqual((await list('zhang', '?mine=true')).body)
      expect((await list('zhang', '?mine=true')).body.items[0].matches).toBeUndefined()
      expect((await list('li', '?mine=true')).body.items).toEqual([])
      for (const [login, status] of [
        ['zhang', 200],
        ['community-1', 200],
        ['li', 404],
        ['community-2', 404],
        ['community-1-other', 404],
      ] as const)
        expect([login, (await directory.get(`/v1/room-claims/${id}`, login)).status]).toEqual([login, status])
    })

    const commands: [name: string, body?: object][] = [
      ['approve', { by: 'DOCUMENT', document, owner: 'O1' }],
      ['refuse', { reason: 'x' }],
      ['revoke', { reason: 'x' }],
    ]
    it.each(commands)('the officer alone: %s', async (name, body) => {
      const id = await claimed('zhang')
      const expected = {
        zhang: 403,
        li: 404,
        'community-2': 404,
        'community-1-other': 404,
        'leader-1': 404,
        'dispatcher-1': 404,
        'service:voting': 404,
      }
      for (const [login, status] of Object.entries(expected))
        expect([login, (await command(login, id, name, body)).status]).toEqual([login, status])
      expect((await command('community-1', '0190f5fe-7c00-7a00-8000-00000000000f', name, body)).status).toBe(404)
      expect((await directory.get(`/v1/room-claims/${id}`, 'zhang')).body.state).toBe('PENDING')
    })

    it('the claimant alone: withdraw', async () => {
      const id = await claimed('zhang')
      expect([(await command('community-1', id, 'withdraw')).status, (await command('li', id, 'withdraw')).status]).toEqual([403, 404])
    })

    it('no officer whose own they are', async () => {
      const id = await claimed('community-1', claimOf('2', '101', { document }))
      const { status, body } = await approve(id, { by: 'DOCUMENT' })
      expect([status, body.type]).toEqual([403, 'urn:yiwang:problem:own-claim'])
      expect((await command('community-1', id, 'withdraw')).status).toBe(200)
    })

    it('no service: it owns no room', async () => {
      expect((await claim('service:voting')).status).toBe(403)
      expect((await directory.get('/v1/me/rooms', 'service:voting')).status).toBe(403)
      expect((await fetch(`${directory.service.http}/v1/room-claims`, { method: 'POST' })).status).toBe(401)
    })
  })

  describe('follow what is owned', () => {
    afterAll(() => directory.import(smallCompound))

    it('with an import that says who sold to whom, from the day that it says', async () => {
      await approve(await claimed('zhang'))
      await directory.import((d) => {
        smallCompound(d)
        d.owners[2]!['to'] = '2026-11-24'
        d.owners.push({ ...d.owners[2]!, owner: 'O9', name: '业主O9', phone: '', idLastDigits: '', from: '2026-11-24', to: '' })
      })
      expect(await rooms('zhang')).toEqual(['1-101 OWNER O1'])
      expect((await roll({ staircases: [{ building: '1', unit: '1' }] })).bindings).toHaveLength(1)
      const owners = async (at: string) => {
        const found: string[][] = []
        const seconds = BigInt(new Date(at).getTime() / 1000)
        for await (const part of voting.streamRoll({ compound: 'C1', at: { seconds } }))
          found.push(...part.rooms.filter(({ room }) => room === '102').map((r) => r.owners))
        return found[0]
      }
      expect(await owners('2026-11-23T23:59:59+08:00')).toEqual(['O1', 'O2'])
      expect(await owners('2026-11-24T00:00:00+08:00')).toEqual(['O2', 'O9'])
    })

    it('and an owner without a room in the scope is in no roll of it', async () => {
      await approve(await claimed('chen', claimOf('2', '101')), { by: 'DOCUMENT', document, owner: 'O4' })
      expect((await roll({ staircases: [{ building: '1', unit: '1' }] })).bindings).toEqual([])
      expect((await roll({ staircases: [{ building: '1', unit: '2' }] })).bindings).toHaveLength(1)
      await directory.import((d) => {
        smallCompound(d)
        d.owners = d.owners.filter(({ owner }) => owner !== 'O4')
      })
      expect((await roll()).bindings).toEqual([])
    })
  })

  describe('answer voting', () => {
    it('where a compound lies, and who manages it', async () => {
      const facts: object[] = []
      for await (const { area, propertyCompany } of voting.streamRoll({ compound: 'C1' })) facts.push({ area, propertyCompany })
      expect(facts[0]).toEqual({ area: '500105005001001', propertyCompany: '阳光物业' })
    })

    describe('what has ended', () => {
      const ended = async (kind?: string) => {
        const since = { seconds: BigInt(Date.UTC(2026, 10, 24) / 1000) }
        const { bindings } = await voting.getRevocations({ compound: 'C1', since, ...(kind && { kind }) })
        return bindings.map(({ owner, person }) => `${owner} ${person}`).toSorted()
      }
      const both = { by: 'DOCUMENT', document, owner: 'O1', household: 'H1' }
      const revoke = (id: string) => command('community-1', id, 'revoke', { reason: '登记有误' })

      it('of owners and of households apart', async () => {
        const [id, person] = [await claimed('zhang'), await directory.person('zhang')]
        await approve(id, both)
        expect(await ended()).toEqual([])
        await revoke(id)
        expect([await ended('OWNER'), await ended('HOUSEHOLD')]).toEqual([[`O1 ${person}`], [`H1 ${person}`]])
        expect(await ended()).toEqual([`H1 ${person}`, `O1 ${person}`])
        await expect(ended('TENANT')).rejects.toMatchObject({ code: 3 })
      })

      it('and nothing of who was approved again, or is of the household still', async () => {
        const first = await claimed('zhang')
        await approve(first, both)
        await revoke(first)
        await approve(await claimed('zhang'))
        expect(await ended('OWNER')).toEqual([])
        await approve(await claimed('owner-1', claimOf('1', '101', { as: 'TENANT' })), { by: 'DOCUMENT', document, household: 'H1' })
        await directory.import((d) => {
          smallCompound(d)
          d.approved = [{ building: '1', unit: '1', room: '101', owner: '', household: 'H1', login: 'owner-1' }]
        })
        expect(await rooms('owner-1')).toEqual(['1-101 TENANT H1'])
        expect(await ended('HOUSEHOLD')).toEqual([`H1 ${await directory.person('zhang')}`])
        await directory.import(smallCompound)
      })
    })

    it('nothing of strangers, and nobody else', async () => {
      expect((await voting.getRoomsOfPerson({ compound: 'C1', person: await directory.person('nobody') })).rooms).toEqual([])
      await expect(voting.getRoomsOfPerson({ compound: 'C9', person: document })).rejects.toMatchObject({ code: 5 })
      for (const wrong of [{ person: 'x' }, { compound: '\0' }, { at: { seconds: 10n ** 15n } }])
        await expect(voting.getRoomsOfPerson({ compound: 'C1', person: document, ...wrong })).rejects.toMatchObject({ code: 3 })
      for (const login of ['resident-1', 'community-1', 'service:dispatch']) {
        const other = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token(login) })
        await expect(other.getRoomsOfPerson({ compound: 'C1', person: document })).rejects.toMatchObject({ code: 7 })
        await expect(other.getRevocations({ compound: 'C1' })).rejects.toMatchObject({ code: 7 })
        other.close()
      }
    })
  })
})
