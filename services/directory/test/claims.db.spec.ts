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
})
