import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { directoryGrpc, topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { wgs84ToGcj02 } from '@yiwang/geo'
import { type ReceivedEvent, readCompacted } from '@yiwang/messaging'
import { type GrpcClient, grpcClient } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { type Serving, serving } from './serving.fixture.ts'
import { COMMUNITY, DISTRICT, GRID, OTHER_GRID, type SmallDistrict, STREET } from './small-district.fixture.ts'

describe('directory', () => {
  let directory: Serving
  const get = (path: string, login: string | undefined = 'dispatcher-1') => directory.get(path, login)

  beforeAll(async () => {
    directory = await serving()
    await eventually(async () => expect((await get(`/v1/areas/${GRID}`)).body.inside).toBeDefined())
  })
  afterAll(() => directory.stop())

  it('says who a staff member is, and in which posts they may act', async () => {
    const { status, body } = await get('/v1/me', 'dispatcher-1')
    expect(status).toBe(200)
    expect(body).toMatchObject({ kind: 'STAFF', posts: [{ role: 'DISPATCHER', level: 'STREET', area: STREET }] })
    expect(body.posts[0].id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('takes a login that is no staff for a resident, who is known from then on', async () => {
    const { body } = await get('/v1/me', 'somebody-new')
    expect(body).toEqual({ person: expect.any(String), kind: 'RESIDENT', posts: [] })
    expect((await get('/v1/me', 'somebody-new')).body.person).toBe(body.person)
    expect(await directory.test.database.rows(sql`select claim from person where id = ${body.person}`)).toEqual([{ claim: 'somebody-new' }])
  })

  it('tells its clock', async () => {
    const { body } = await get('/v1/now', 'resident-1')
    expect(body).toEqual({ now: expect.stringMatching(/^2026-11-24T01:0/), speed: 1 })
  })

  it('answers an area with a point that lies in it', async () => {
    const { body } = await get(`/v1/areas/${GRID}`)
    expect(body).toMatchObject({ code: GRID, name: '第一网格', level: 'GRID', parent: COMMUNITY, households: 120 })
    const { body: located } = await get(`/v1/locate?lon=${body.inside.lon}&lat=${body.inside.lat}`)
    expect(located.areas.map(({ code }: { code: string }) => code)).toContain(GRID)
    expect((await get(`/v1/areas/${DISTRICT}`)).body.inside).toBeDefined()
  })

  it('locates a point from the district to the micro-grid', async () => {
    const { body } = await get('/v1/locate?lon=106.601&lat=29.602&crs=wgs84')
    expect(body.areas.map(({ level }: { level: string }) => level)).toEqual(['DISTRICT', 'STREET', 'COMMUNITY', 'GRID', 'MICRO_GRID'])
    expect(body.areas.at(-1)).toEqual({ code: `${GRID}01`, name: '微网格1', level: 'MICRO_GRID' })
  })

  it('converts the coordinates of a Chinese map', async () => {
    const { lon, lat } = wgs84ToGcj02({ lon: 106.605, lat: 29.602 })
    const { body } = await get(`/v1/locate?lon=${lon}&lat=${lat}&crs=gcj02`)
    expect(body.areas.at(-1).code).toBe(`${OTHER_GRID}01`)
  })

  it('locates nothing outside the district', async () => {
    expect((await get('/v1/locate?lon=100&lat=20')).body).toEqual({ areas: [] })
  })

  it.each([
    ['no latitude', '/v1/locate?lon=106.6', '/lat'],
    ['a longitude that is no number', '/v1/locate?lon=east&lat=29', '/lon'],
    ['a latitude beyond the pole', '/v1/locate?lon=106&lat=91', '/lat'],
    ['an unknown reference system', '/v1/locate?lon=106&lat=29&crs=bd09', '/crs'],
    ['an unknown parameter', '/v1/locate?lon=106&lat=29&height=3', '/height'],
    ['the code of an area that is none', '/v1/areas/abc', ''],
    ['a page that is too large', '/v1/units?pageSize=201', '/pageSize'],
    ['a type with a NUL in its code', '/v1/types/a%00b', ''],
    ['a category with a NUL', '/v1/types?category=%00', '/category'],
    ['a calendar with a NUL in its code', '/v1/calendars/%00', ''],
    ['an unknown board', '/v1/posts?board=SPORTS', '/board'],
    ['a version that is none', '/v1/types/elevator-fault?version=0', '/version'],
    ['an instant that is none', '/v1/posts/64815a73-8e92-5e87-b04e-9d56d1dbb807/holders?at=yesterday', '/at'],
  ])('answers 400 to %s', async (_, path, pointer) => {
    const { status, body } = await get(path)
    expect(status).toBe(400)
    expect(body.errors[0].pointer).toBe(pointer)
  })

  it.each([
    '/v1/areas/500105999',
    '/v1/areas/500105999/children',
    '/v1/types/nothing',
    '/v1/types/elevator-fault?version=9',
    '/v1/calendars/mars',
  ])('answers 404 to %s', async (path) => {
    const { status, body } = await get(path)
    expect([status, body.type]).toEqual([404, 'urn:yiwang:problem:not-found'])
  })

  it('lists the children of an area in pages that a token goes through', async () => {
    const first = await get(`/v1/areas/${COMMUNITY}/children?pageSize=1`)
    expect(first.body.items).toMatchObject([{ code: GRID, level: 'GRID' }])
    const second = await get(`/v1/areas/${COMMUNITY}/children?pageSize=1&pageToken=${first.body.nextPageToken}`)
    expect(second.body).toEqual({ items: [expect.objectContaining({ code: OTHER_GRID })] })
    const elsewhere = await get(`/v1/areas/${STREET}/children?pageSize=1&pageToken=${first.body.nextPageToken}`)
    const another = await get(`/v1/areas/${COMMUNITY}/children?pageSize=1&pageToken=${first.body.nextPageToken}`, 'post-1')
    expect([elsewhere.status, another.status]).toEqual([400, 400])
  })

  it('lists the units of an area, its own first, then those of what lies in it', async () => {
    const { body } = await get(`/v1/units?area=${STREET}`)
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'STREET_CENTRE',
      'BOARD',
      'OFFICE',
      'COMMUNITY',
      'GRID_TEAM',
      'GRID_TEAM',
    ])
    const [centre, board, office] = body.items
    expect(board).toMatchObject({ parent: centre.id, board: 'LIVELIHOOD', area: STREET })
    expect(office.parent).toBe(board.id)
  })

  it('lists posts by area and board', async () => {
    const { body } = await get(`/v1/posts?area=${STREET}&board=LIVELIHOOD`)
    expect(body.items).toMatchObject([
      { code: `${STREET}/property-management/handler`, role: 'POST_HOLDER', board: 'LIVELIHOOD', level: 'STREET' },
    ])
  })

  const leader = async () => (await get(`/v1/posts?area=${GRID}&role=GRID_LEADER`)).body.items[0].id as string
  const holders = async (query = '', login?: string) => (await get(`/v1/posts/${await leader()}/holders${query}`, login)).body.items

  it('says who holds a post at an instant, also of the past', async () => {
    expect(await holders()).toEqual([{ person: expect.any(String), name: '张伟', from: '2023-12-31T16:00:00.000Z' }])
    expect(await holders('?at=2023-12-31T15:59:59Z')).toEqual([])
  })

  it('masks names for staff who work elsewhere, and never says a phone', async () => {
    await directory.import((d) => {
      d.areas.push({ code: '500105006', name: '五里店街道', level: 'STREET', parent: DISTRICT })
      d.units.push({ code: '500105006/centre', name: 'centre', kind: 'STREET_CENTRE', level: 'STREET', area: '500105006' })
      d.posts.push({ code: '500105006/centre/dispatcher', name: '研判员', role: 'DISPATCHER', unit: '500105006/centre' })
      d.staff.push({ code: 'S9', login: 'dispatcher-1-other', name: '周杰', phone: '' })
      d.holdings.push({ staff: 'S9', post: '500105006/centre/dispatcher', from: '2024-01-01' })
    })
    expect(await holders('', 'dispatcher-1-other')).toMatchObject([{ name: '张*' }])
    expect(await holders('', 'grid-worker-1')).toMatchObject([{ name: '张伟' }])
    expect(JSON.stringify(await holders())).not.toContain('phone')
  })

  it('forgets a post with the import that ends it, and still knows that it was held', async () => {
    const id = await leader()
    await directory.import((d) => void d.holdings.splice(2, 1), new Date('2026-11-23T12:00:00Z'))
    expect((await get('/v1/me', 'grid-leader-1')).body).toMatchObject({ kind: 'STAFF', posts: [] })
    expect((await get(`/v1/posts/${id}/holders`)).body.items).toEqual([])
    expect((await get(`/v1/posts/${id}/holders?at=2026-11-23T11:59:59Z`)).body.items).toMatchObject([{ to: '2026-11-23T12:00:00.000Z' }])
    await directory.import()
    expect((await get('/v1/me', 'grid-leader-1')).body.posts).toHaveLength(1)
  })

  it('takes a person who left for a resident', async () => {
    await directory.import((d) => {
      d.staff.pop()
      d.holdings.pop()
    })
    expect((await get('/v1/me', 'grid-worker-1')).body).toMatchObject({ kind: 'RESIDENT', posts: [] })
    await directory.import()
  })

  it('lists the types of the district and of a street, each as it is now', async () => {
    const codes = async (query: string) => (await get(`/v1/types${query}`)).body.items.map(({ code }: { code: string }) => code)
    expect(await codes('')).toEqual(['elevator-fault', 'elevator-noise'])
    expect(await codes(`?area=${GRID}`)).toEqual(['elevator-fault', 'elevator-noise'])
    expect(await codes('?area=500105006')).toEqual(['elevator-fault'])
    expect(await codes('?category=DISPUTES')).toEqual([])
  })

  it('answers a type with every version that it had', async () => {
    await directory.import((d) => void (d.catalogue[0]!['name'] = '电梯停运'))
    const { body: now } = await get('/v1/types/elevator-fault')
    expect(now).toMatchObject({
      version: 2,
      name: '电梯停运',
      fields: { required: ['lift'] },
      plan: { calendar: 'cn', case: { amount: 5 } },
    })
    expect(now.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1])
    expect((await get('/v1/types/elevator-fault?version=1')).body).toMatchObject({ version: 1, name: '电梯故障' })
    expect((await get('/v1/types')).body.items[0]).toMatchObject({ version: 2 })
  })

  it('lists calendars, and answers one with its versions', async () => {
    expect((await get('/v1/calendars')).body.items).toMatchObject([{ code: 'cn', version: 1, makeUpDays: ['2026-01-04'] }])
    expect((await get('/v1/calendars/cn')).body).toMatchObject({ code: 'cn', versions: [{ version: 1 }] })
  })

  it('finds points in areas that an import brought while it runs', async () => {
    await directory.import((d) => void (d.areas[5]!['name'] = '新微网格'))
    await eventually(async () => {
      const { body } = await get('/v1/locate?lon=106.601&lat=29.602')
      expect(body.areas.at(-1).name).toBe('新微网格')
    })
  })

  it.each(['/v1/units', '/v1/posts', '/v1/calendars', '/v1/calendars/cn', '/v1/posts/64815a73-8e92-5e87-b04e-9d56d1dbb807/holders'])(
    'keeps %s for staff',
    async (path) => {
      expect((await get(path, 'resident-1')).status).toBe(403)
      expect((await directory.get(path)).status).toBe(401)
    },
  )

  it.each([
    '/v1/me',
    '/v1/now',
    `/v1/areas/${GRID}`,
    `/v1/areas/${GRID}/children`,
    '/v1/locate?lon=106.6&lat=29.6',
    '/v1/types',
    '/v1/types/elevator-noise',
  ])('opens %s to residents, and to nobody without a token', async (path) => {
    expect((await get(path, 'resident-1')).status).toBe(200)
    expect((await directory.get(path)).status).toBe(401)
  })

  it('describes its answers in OpenAPI 3.1', async () => {
    const { body } = await directory.get('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toContain('/v1/locate')
  })

  it('publishes what an import changed, on topics that hold the whole directory', async () => {
    const seen = new Map<string, ReceivedEvent>()
    const { kafka, prefix } = directory.kafka
    const reader = readCompacted({
      ...{ kafka, prefix, group: `${prefix}reader`, topics: [topics.directoryChange, topics.directoryGeometry] },
      onEvents: (events) => {
        for (const event of events) seen.set(event.key, event)
      },
    })
    await reader.ready
    await directory.import((d) => void (d.areas[2]!['name'] = '新社区'))
    await eventually(() => {
      expect(seen.get(`area/${COMMUNITY}`)?.value).toMatchObject({ entry: { case: 'area', value: { name: '新社区' } } })
      expect(seen.get(GRID)).toMatchObject({ topic: 'directory.geometry.v1', source: `/districts/${DISTRICT}/directory`, area: GRID })
      expect([...seen.keys()].filter((key) => key.startsWith('staff/'))).toHaveLength(5)
    })
    await reader.stop()
  })

  it('is ready', async () => {
    await eventually(async () => expect((await directory.get('/health/ready')).status).toBe(200))
  })

  describe('over gRPC', () => {
    const clients: { close(): void }[] = []
    afterAll(() => {
      for (const client of clients) client.close()
    })
    function as(login: string): GrpcClient<typeof directoryGrpc.DirectoryService> {
      const client = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token(login) })
      clients.push(client)
      return client
    }

    it('locates a point for our services and for staff', async () => {
      for (const login of ['service:intake', 'dispatcher-1']) {
        const { areas } = await as(login).locate({ point: { lon: 106.601, lat: 29.602, crs: '' } })
        expect(areas.at(-1)).toMatchObject({ code: `${GRID}01`, level: 'MICRO_GRID' })
      }
    })

    it('names the holders of a post, and does not know a post that is none', async () => {
      const { holders } = await as('service:dispatch').getPostHolders({ post: await leader() })
      expect(holders).toMatchObject([{ name: '张伟' }])
      await expect(as('service:dispatch').getPostHolders({ post: '64815a73-8e92-5e87-b04e-9d56d1dbb807' })).rejects.toMatchObject({
        code: 5,
      })
    })

    describe('streams the rooms of a compound', () => {
      const rolled = async (scope: object, login = 'service:voting') => {
        const all = []
        for await (const { rooms } of as(login).streamRoll({ compound: 'C1', ...scope })) all.push(...rooms)
        return all
      }
      const named = (rooms: Awaited<ReturnType<typeof rolled>>) => rooms.map(({ building, unit, room }) => `${building}-${unit}-${room}`)
      /** A second building of 700 rooms, more than are read at once. */
      const grown = (d: SmallDistrict) => {
        for (let n = 0; n < 700; n++)
          d.rooms.push({
            building: '2',
            unit: n < 350 ? '1' : '2',
            room: String(1_000 + n),
            kind: 'SHOP',
            area: 2_500,
            areaBasis: 'CONTRACT',
          })
        d.owners.push({ building: '2', unit: '1', room: '1000', owner: 'DEVELOPER', name: '', phone: '', from: '2001-05-01', to: '' })
        d.owners[0]!['to'] = '2026-11-20'
        d.owners.push({ building: '1', unit: '2', room: '301', owner: 'O9', name: '李强', phone: '', from: '2026-11-20', to: '' })
      }

      it('with who owns them and lives there', async () => {
        expect(await rolled({})).toMatchObject([
          {
            building: '1',
            unit: '2',
            room: '301',
            kind: 'DWELLING',
            area: 8950,
            areaBasis: 'REGISTERED',
            owners: ['O1'],
            households: ['H1'],
          },
        ])
      })

      it('in order and whole, of all of it, of a building, of a staircase, as it was at an instant', async () => {
        await directory.import(grown, new Date('2026-11-23T02:00:00Z'))
        const all = await rolled({})
        expect(named(all)).toEqual(named(all).toSorted())
        expect(all).toHaveLength(701)
        expect(await rolled({ buildings: ['2'] })).toHaveLength(700)
        const staircase = await rolled({ staircases: [{ building: '2', unit: '2' }] })
        expect([staircase.length, staircase[0]!.room, staircase[0]!.owners]).toEqual([350, '1350', []])
        expect(all.find(({ room }) => room === '1000')!.owners).toEqual(['DEVELOPER'])
        const owner = async (at: string) => (await rolled({ buildings: ['1'], at: timestampFromDate(new Date(at)) }))[0]!.owners
        expect(await owner('2026-11-19T12:00:00+08:00')).toEqual(['O1'])
        expect(await owner('2026-11-20T00:00:00+08:00')).toEqual(['O9'])
      })

      it('to voting alone, and of a compound that there is', async () => {
        for (const login of ['resident-1', 'dispatcher-1', 'service:dispatch'])
          await expect(rolled({}, login)).rejects.toMatchObject({ code: 7 })
        await expect(rolled({ compound: 'C9' })).rejects.toMatchObject({ code: 5 })
      })
    })

    it('answers no resident and no service that it does not know', async () => {
      for (const login of ['resident-1', 'service:weather']) {
        await expect(as(login).locate({ point: { lon: 106.6, lat: 29.6 } })).rejects.toMatchObject({ code: 7 })
      }
    })

    it('refuses a point that is none', async () => {
      await expect(as('service:intake').locate({ point: { lon: 200, lat: 0 } })).rejects.toMatchObject({ code: 3 })
      await expect(as('service:intake').locate({})).rejects.toMatchObject({ code: 3 })
    })
  })
})
