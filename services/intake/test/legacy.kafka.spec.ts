import { randomUUID } from 'node:crypto'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { events } from '@yiwang/contracts'
import type { KafkaRecord } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { numbered, referring } from './packs.fixture.ts'
import { type Serving, serveIntake } from './serving.fixture.ts'
import { grid, microGrid, unit } from './small-district.fixture.ts'

interface Entry {
  readonly id: string
  readonly eventId: string
  readonly reason: string
  readonly state: string
}

describe('a legacy system on the bus', () => {
  let intake: Serving
  /** Everything on a topic, as it comes. */
  let watch: (topic: string) => { records: KafkaRecord[]; values: () => Record<string, unknown>[] }
  const watching: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    intake = await serveIntake()
    watch = (topic) => {
      const records: KafkaRecord[] = []
      const onRecords = async (batch: readonly KafkaRecord[]) => {
        records.push(...batch)
        return 'done' as const
      }
      watching.push(
        intake.kafka.consume({
          group: `watch-${randomUUID()}`,
          topics: [intake.prefix + topic],
          onRecords,
          from: 'earliest',
          commit: false,
        }),
      )
      return { records, values: () => records.map(({ value }) => JSON.parse(String(value))) }
    }
    expect((await put('numbered', numbered())).status).toBe(200)
    expect((await put('referring', referring())).status).toBe(200)
  })
  afterAll(async () => {
    await Promise.all(watching.map((consumer) => consumer.close()))
    await intake.stop()
  })

  const put = (system: string, pack: unknown, as = 'editor-1') => intake.call('PUT', `/v1/mapping-packs/${system}`, { as, body: pack })
  const headersOf = (id: string) => ({
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: 'https://example.test',
    ce_type: 'x',
    'content-type': 'application/json',
  })
  /** In binary mode. */
  const write = (system: string, key: string, value: unknown, id: string = randomUUID()) =>
    intake.send(`inbound.${system}.v1`, { key, value: typeof value === 'string' ? value : JSON.stringify(value), headers: headersOf(id) })
  const create = (no: string, more: object = {}) => ({ op: 'new', no, kind: 'L', title: '路灯不亮', ...more })
  const quarantine = async (query = '', as = 'editor-1') =>
    (await intake.call<{ items: Entry[] }>('GET', `/v1/quarantine?pageSize=200${query}`, { as })).body.items
  const heldAs = (eventId: string) =>
    eventually(async () => {
      const entry = (await quarantine()).find((candidate) => candidate.eventId === eventId)
      if (!entry) throw new Error(`${eventId} is not in quarantine`)
      return entry
    })
  const received = (number: string) =>
    eventually(async () => {
      const matter = await intake.database.one<{ id: string; source: string; area: string }>({
        text: 'select id, source, area from matter where foreign_number = $1',
        values: [number],
      })
      if (!matter) throw new Error(`${number} is no matter yet`)
      return matter
    })

  it('is told on intake.matter.v1 what became of its event', async () => {
    const told = watch('intake.matter.v1')
    await write('numbered', 'T-1', create('T-1', { grid }), 'event-t-1')
    const { id } = await received('T-1')
    const value = await eventually(() => told.values().find(({ matterId }) => matterId === id) ?? Promise.reject(new Error('not told')))
    expect(value).toMatchObject({
      system: 'numbered',
      source: 'https://example.test',
      eventId: 'event-t-1',
      foreignNumber: 'T-1',
      type: 'lamp',
      area: grid,
    })
  })

  it('may write in structured mode, and its source never changes its system', async () => {
    const envelope = { specversion: '1.0', id: 's-1', source: '/referring', type: 'x', data: create('S-1') }
    const headers = { 'content-type': 'application/cloudevents+json' }
    await intake.send('inbound.numbered.v1', { key: 'S-1', value: JSON.stringify(envelope), headers })
    expect(await received('S-1')).toMatchObject({ source: '/referring' })
  })

  it('is heard also without a readable id, and each such event once', async () => {
    await intake.send('inbound.numbered.v1', { key: 'I-1', value: JSON.stringify({ op: 'oops', no: 'I-1' }), headers: {} })
    const entry = await eventually(
      async () =>
        (await quarantine()).find(({ eventId }) => eventId.startsWith('inbound.numbered.v1/')) ?? Promise.reject(new Error('not yet')),
    )
    expect(entry.eventId).toMatch(/^inbound\.numbered\.v1\/\d+\/\d+$/)
  })

  it.each<[string, string | Buffer]>([
    ['no JSON', '{"op": "new", '],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
    ['an empty value', ''],
    ['JSON that is no object', '42'],
    ['a NUL inside a text', '{"op":"new","no":"P\\u0000","kind":"L"}'],
  ])('cannot block others by %s', async (_, poison) => {
    const [id, next] = [randomUUID(), `P-${randomUUID()}`]
    await intake.send('inbound.numbered.v1', { key: 'poison', value: poison, headers: headersOf(id) })
    await write('numbered', 'poison', create(next))
    await received(next)
    const entry = await heldAs(id)
    const { body } = await intake.call('GET', `/v1/quarantine/${entry.id}`, { as: 'editor-1' })
    const value = typeof poison === 'string' ? poison : `data:application/octet-stream;base64,${poison.toString('base64')}`
    expect(body).toMatchObject({ system: 'numbered', state: 'HELD', original: { key: 'poison', value, headers: { ce_id: id } } })
  })

  it.each<[string, string]>([
    ['of 5,000 characters', 'x'.repeat(5_000)],
    ['with a NUL', 'a\0b'],
    ['that is an object', { deep: true } as unknown as string],
  ])('cannot block others by an id %s', async (_, id) => {
    const [key, next] = [randomUUID(), `P-${randomUUID()}`]
    const envelope = { specversion: '1.0', id, source: '/x', type: 'x', data: create(`L-${randomUUID()}`) }
    const headers = { 'content-type': 'application/cloudevents+json' }
    await intake.send('inbound.numbered.v1', { key, value: JSON.stringify(envelope), headers })
    await write('numbered', key, create(next))
    await received(next)
  })

  it('is announced by reference, without its words, when it is held', async () => {
    const told = watch('intake.quarantine.v1')
    await write('numbered', 'Q-1', create('Q-1', { kind: 'ZZ', title: '不可外传' }), 'event-q-1')
    const value = await eventually(
      () => told.values().find(({ eventId }) => eventId === 'event-q-1') ?? Promise.reject(new Error('not told')),
    )
    expect(value).toMatchObject({ system: 'numbered', reason: 'unknown-code', state: 'HELD' })
    expect(told.records.map(({ value }) => String(value)).join()).not.toContain('不可外传')
  })

  it('goes on once its pack was mended: refused before, replayed after, once', async () => {
    await write('numbered', 'M-1', create('M-1', { kind: 'NEW' }), 'event-m-1')
    const { id } = await heldAs('event-m-1')
    const replay = () => intake.call('POST', `/v1/quarantine/${id}/replay`, { as: 'editor-1' })
    expect(await replay()).toMatchObject({ status: 422, body: { type: 'urn:yiwang:problem:still-held', reason: 'unknown-code' } })
    const pack = numbered()
    pack.tables.types['NEW'] = 'lamp'
    expect((await put('numbered', pack)).body).toMatchObject({ version: 2 })
    expect(await replay()).toMatchObject({ status: 200, body: { state: 'REPLAYED', matter: expect.any(String) } })
    expect(await replay()).toMatchObject({ status: 200, body: { state: 'REPLAYED' } })
    await received('M-1')
    expect((await quarantine('&state=REPLAYED&system=numbered')).map((entry) => entry.id)).toContain(id)
    expect((await quarantine('&state=HELD')).map((entry) => entry.id)).not.toContain(id)
  })

  it('needs no restart to be connected', async () => {
    await put('brand-new', numbered())
    await write('brand-new', 'B-1', create('B-1'))
    await received('B-1')
    expect([...(await intake.kafka.partitionsOf([`${intake.prefix}outbound.brand-new.v1`])).keys()]).toHaveLength(1)
  })

  it('has both its topics wherever its pack is found, also if that was imported by another process, to another broker', async () => {
    await intake.database.run({
      text: `insert into mapping_pack (system, version, pack, imported_at, imported_by) values ('elsewhere', 1, $1, $2, $3)`,
      values: [JSON.stringify(numbered()), '2026-11-24T02:00:00Z', randomUUID()],
    })
    const names = ['inbound', 'outbound'].map((direction) => `${intake.prefix}${direction}.elsewhere.v1`)
    await eventually(async () => expect([...(await intake.kafka.partitionsOf(names)).keys()].sort()).toEqual(names), { timeout: 15_000 })
  })

  it('reads its own codes back: at registration and whenever they change', async () => {
    const back = watch('outbound.numbered.v1')
    await write('numbered', 'O-1', create('O-1'))
    const { id } = await received('O-1')
    const at = new Date('2026-11-24T01:00:00Z')
    const says = (fact: 'registered' | 'dispatched' | 'commented' | 'verified', state: string) =>
      intake.publish({
        event: events.dispatchCase[fact],
        key: id,
        subject: id,
        area: microGrid,
        at,
        value: {
          caseId: id,
          number: '500105005-20261124-7',
          area: microGrid,
          fact,
          state,
          level: 'GRID',
          unit: unit.team,
          at: timestampFromDate(at),
        },
      })
    await says('registered', 'TRIAGE')
    await says('dispatched', 'HANDLING')
    await says('commented', 'HANDLING')
    await says('verified', 'CLOSED')
    await eventually(() => expect(back.values().map(({ status }) => status)).toEqual(['10', '20', '90']))
    expect(back.values()[0]).toEqual({ no: 'O-1', status: '10', caseNumber: '500105005-20261124-7', at: '2026-11-24T01:00:00.000Z' })
    expect(back.records.map(({ key }) => String(key))).toEqual(['O-1', 'O-1', 'O-1'])
  })

  it('is read with its matter, also what it said later', async () => {
    await write('numbered', 'L-1', create('L-1', { grid }))
    await write('numbered', 'L-1', { op: 'more', no: 'L-1', title: '又坏了一盏', seen: '2026-11-24 09:30:00' })
    const { id } = await received('L-1')
    await eventually(async () =>
      expect((await intake.call('GET', `/v1/matters/${id}`, { as: 'dispatcher-1' })).body).toMatchObject({
        text: '路灯不亮',
        source: { system: 'numbered', number: 'L-1' },
        messages: [{ operation: 'update', text: '又坏了一盏', observedAt: '2026-11-24T01:30:00.000Z' }],
      }),
    )
  })

  describe('has a pack that', () => {
    it('stands in the list of packs, page by page', async () => {
      const list = (query: string) =>
        intake.call<{ items: { system: string }[]; nextPageToken: string }>('GET', `/v1/mapping-packs?${query}`, { as: 'editor-1' })
      const { body } = await list('pageSize=1')
      const rest = await list(`pageToken=${body.nextPageToken}`)
      const systems = [...body.items, ...rest.body.items].map(({ system }) => system)
      expect(systems).toEqual(expect.arrayContaining(['numbered', 'referring']))
      expect(systems).toEqual([...new Set(systems)].sort())
    })

    it('is read by staff as it was put, and may be put again without being a new version', async () => {
      const { body } = await intake.call('GET', '/v1/mapping-packs/referring', { as: 'dispatcher-1' })
      expect(body).toMatchObject({ system: 'referring', version: 1, ...referring() })
      expect((await put('referring', body)).body).toMatchObject({ version: 1 })
    })

    it('is refused with all that is wrong with it, and leaves no topic behind', async () => {
      const pack = { ...numbered(), defaultArea: '110101', when: 'x' }
      expect(await put('broken', pack)).toMatchObject({
        status: 422,
        body: { type: 'urn:yiwang:problem:mapping-pack-invalid', errors: [{ pointer: '/when' }] },
      })
      expect(await put('broken', { ...numbered(), defaultArea: '110101', number: { from: '[', field: 'no' } })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/number/from' }, { pointer: '/defaultArea' }] },
      })
      expect((await intake.kafka.partitionsOf([`${intake.prefix}inbound.broken.v1`])).size).toBe(0)
      expect((await intake.call('GET', '/v1/mapping-packs/broken', { as: 'editor-1' })).status).toBe(404)
    })

    it.each([
      ['a system whose name is no word', 'Big System!', 'editor-1', 400],
      ['who is no editor', 'numbered', 'dispatcher-1', 403],
      ['a resident', 'numbered', 'resident-1', 403],
    ])('is not taken from or for %s', async (_, system, as, status) => {
      expect((await put(encodeURIComponent(system), numbered(), as)).status).toBe(status)
    })
  })

  it.each(['/v1/quarantine', `/v1/quarantine/${randomUUID()}`])('has its quarantine read by editors only: %s', async (path) => {
    expect((await intake.call('GET', path, { as: 'dispatcher-1' })).status).toBe(403)
    expect((await intake.call('POST', `/v1/quarantine/${randomUUID()}/replay`, { as: 'dispatcher-1' })).status).toBe(403)
  })

  it('is described, with all that HTTP takes, at /openapi.json', async () => {
    const { body } = await intake.call<{ openapi: string; paths: Record<string, object> }>('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths).sort()).toEqual([
      '/v1/attachments',
      '/v1/attachments/{id}',
      '/v1/mapping-packs',
      '/v1/mapping-packs/{system}',
      '/v1/matters',
      '/v1/matters/suggest-duplicates',
      '/v1/matters/{id}',
      '/v1/matters/{id}/link',
      '/v1/quarantine',
      '/v1/quarantine/{id}',
      '/v1/quarantine/{id}/replay',
    ])
  })
})
