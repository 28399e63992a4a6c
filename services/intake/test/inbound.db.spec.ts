import { sql } from '@yiwang/database'
import { wgs84ToGcj02 } from '@yiwang/geo'
import { type Desk, editor, openDesk } from './desk.ts'
import { numbered, referring } from './packs.fixture.ts'
import { grid, here, microGrid, outside, street } from './small-district.fixture.ts'

const gcj02 = (point: { lon: number; lat: number }) => {
  const { lon: x, lat: y } = wgs84ToGcj02(point)
  return { x, y }
}
const create = (no: string, more: object = {}) => ({ op: 'new', no, kind: 'L', title: '路灯不亮', ...more })

describe('what a legacy system writes', () => {
  let desk: Desk

  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    await desk.clear()
    await desk.importPack('numbered', numbered())
    await desk.importPack('referring', referring())
  })

  it('becomes a matter with its place, its text and its number', async () => {
    const events = await desk.arrive('numbered', create('N-1', { ...gcj02(here), body: '三天了', seen: '2026-11-24 08:00:00' }))
    expect(events).toEqual([expect.objectContaining({ fact: 'received', area: microGrid })])
    expect(await desk.matters()).toEqual([
      expect.objectContaining({ type: 'lamp', text: '路灯不亮\n三天了', area: microGrid, foreign_number: 'N-1', reporter: 'numbered' }),
    ])
    expect(events[0]!.value).toMatchObject({
      system: 'numbered',
      foreignNumber: 'N-1',
      type: 'lamp',
      typeVersion: 1,
      authority: 'OURS',
      receivedAt: desk.now(),
      observedAt: '2026-11-24T00:00:00Z',
      reporter: { kind: 'SYSTEM', id: 'numbered' },
    })
  })

  it('carries neither text nor contact on the bus, and the contact is encrypted at rest', async () => {
    const events = await desk.arrive('numbered', create('N-1', { who: '王小明', phone: '13812345678' }), { op: 'oops', title: '秘密' })
    expect(JSON.stringify(events)).not.toMatch(/路灯|王小明|13812345678|秘密/)
    const stored = await desk.database.one<{ contact: Buffer }>(sql`select contact from matter`)
    expect(stored?.contact.toString('latin1')).not.toContain('13812345678')
  })

  it.each([
    ['its point', { ...gcj02(here), grid: street }, microGrid],
    ['its area where it has no point', { grid }, grid],
    ["the pack's default area where it has neither", {}, street],
  ])('lies where %s says', async (_, place, area) => {
    await desk.arrive('numbered', create('N-1', place))
    expect(await desk.matters()).toMatchObject([{ area }])
  })

  it.each([
    ['an unknown code', create('N-1', { kind: 'Z' }), 'unknown-code', '/kind'],
    ['no type', create('N-1', { kind: null }), 'missing-field', '/kind'],
    ['no number', { ...create('x'), no: '' }, 'missing-field', '/no'],
    ['a point outside the district', create('N-1', gcj02(outside)), 'point-outside-district', '/x'],
    ['a point in words', create('N-1', { x: '东门', y: '1' }), 'bad-value', '/x'],
    ['an area that there is not', create('N-1', { grid: '110101' }), 'unknown-area', '/grid'],
    ['a type of another street', create('N-1', { kind: 'P', grid: '500105001' }), 'unknown-type', '/kind'],
    ['a field that its type does not take', create('N-1', { kind: 'E', building: 5 }), 'bad-value', '/building'],
    ['a list', [1, 2], 'unreadable', ''],
    ['no JSON', 'not json', 'unreadable', ''],
    ['nothing at all', '', 'unreadable', ''],
    ['an update without its create', { op: 'more', no: 'N-9' }, 'waits-for-create', ''],
  ])('is held with %s, and holds up nothing', async (_, data, reason, pointer) => {
    const events = await desk.arrive('numbered', data, create('N-2'))
    expect(events.map(({ fact }) => fact)).toEqual(['held', 'received'])
    expect(events[0]!.value).toMatchObject({ system: 'numbered', reason, state: 'HELD' })
    expect(await desk.quarantine()).toEqual([expect.objectContaining({ reason, pointer, state: 'HELD' })])
  })

  it('may lack what the type requires: the first holder asks for it', async () => {
    await desk.arrive('numbered', create('N-1', { kind: 'E' }))
    expect(await desk.matters()).toMatchObject([{ type: 'lift' }])
  })

  it('is kept with its original when it is held', async () => {
    await desk.arrive('numbered', '{"op": broken')
    const [{ id } = { id: '' }] = await desk.quarantine()
    expect(await desk.read(id)).toMatchObject({ original: { value: '{"op": broken', topic: 'inbound.numbered.v1', headers: {} } })
  })

  it('is sealed in quarantine: the table does not hold its words', async () => {
    const [name, phone] = ['王小明', '13812345678']
    await desk.arrive('numbered', create('N-1', { kind: 'ZZ', title: `${name} ${phone}` }))
    const { dump } = (await desk.database.one<{ dump: string }>(sql`select string_agg(q::text, '') as dump from quarantine q`))!
    for (const secret of [name, phone]) {
      expect(dump).not.toContain(secret)
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'))
    }
    expect((await desk.read((await desk.quarantine())[0]!.id)).original.value).toContain(`${name} ${phone}`)
  })

  it('cannot be read as another entry of the quarantine', async () => {
    await desk.arrive('numbered', create('N-1', { kind: 'ZZ' }), create('N-2', { kind: 'ZZ' }))
    const [one, other] = await desk.quarantine()
    await desk.database.run(
      sql`update quarantine set sealed_original = (select sealed_original from quarantine where id = ${one!.id}) where id = ${other!.id}`,
    )
    await expect(desk.read(other!.id)).rejects.toThrow('cannot be opened')
  })

  it('is written down when somebody is shown its original, without what is in it', async () => {
    await desk.arrive('numbered', create('N-1', { kind: 'ZZ', title: '王小明' }))
    const { id } = (await desk.quarantine())[0]!
    desk.logged()
    await desk.read(id)
    const lines = desk.logged()
    expect(lines).toEqual([{ person: editor.person, quarantineId: id, system: 'numbered', message: 'an original in quarantine was shown' }])
    await expect(desk.readReplayed(id)).rejects.toThrow()
    expect(desk.logged()).toEqual([])
  })

  it('was perhaps held before originals were sealed: it is read, goes on, and is sealed then', async () => {
    await desk.arrive('numbered', create('N-1', { kind: 'NEW' }))
    const { id } = (await desk.quarantine())[0]!
    const { original } = await desk.read(id)
    await desk.database.run(
      sql`update quarantine set sealed_original = null, original = ${JSON.stringify(original)}::json where id = ${id}`,
    )
    expect((await desk.read(id)).original).toEqual(original)
    await desk.importPack('numbered', numbered({ tables: { ...numbered().tables, types: { NEW: 'lamp' } } }))
    await desk.readReplayed(id)
    expect(await desk.quarantine()).toMatchObject([{ state: 'REPLAYED', original: null, sealed_original: expect.any(Buffer) }])
    expect((await desk.read(id)).original).toEqual(original)
  })

  it.each(['as a matter', 'in quarantine'])('is taken once, whatever its content the second time (first %s)', async (first) => {
    const data = first === 'as a matter' ? create('N-1') : create('N-1', { kind: 'Z' })
    await desk.arriveAs('numbered', { id: 'e-1', data })
    expect(await desk.arriveAs('numbered', { id: 'e-1', data: create('N-2') })).toEqual([])
    expect((await desk.matters()).length + (await desk.quarantine()).length).toBe(1)
  })

  it('is another event under another source or of another system', async () => {
    await desk.arriveAs('numbered', { id: 'e-1', source: 'a', data: create('N-1') })
    await desk.arriveAs('numbered', { id: 'e-1', source: 'b', data: create('N-2') })
    await desk.arriveAs('referring', { id: 'e-1', source: 'a', data: { op: 'new', identifier: 'A-1', kind: 'L' } })
    expect(await desk.matters()).toHaveLength(3)
  })

  it('finds its matter by the number in later batches, also after the close', async () => {
    await desk.arrive('numbered', create('N-1'))
    const facts = await Promise.all([desk.arrive('numbered', { op: 'end', no: 'N-1' })])
    facts.push(
      await desk.arrive('numbered', { op: 'end', no: 'N-1' }),
      await desk.arrive('numbered', { op: 'more', no: 'N-1', title: '还没好' }),
    )
    expect(facts.flat().map(({ fact }) => fact)).toEqual(['source_closed', 'source_closed', 'source_updated'])
    const [matter] = await desk.matters()
    expect(facts.flat().every(({ value }) => value['matterId'] === matter!.id)).toBe(true)
  })

  it('says who decides that it is closed', async () => {
    await desk.arrive('referring', { op: 'new', identifier: 'A-1', kind: 'L' })
    const [closed] = await desk.arrive('referring', { op: 'end', identifier: 'A-2', references: 's,A-1,t' })
    expect(closed).toMatchObject({ fact: 'source_closed', value: { authority: 'THEIRS', foreignNumber: 'A-1' } })
  })

  it('waits for its create over several batches, and goes on in order when it comes', async () => {
    await desk.arrive('referring', { op: 'end', identifier: 'A-3', references: 's,A-2,t' })
    await desk.arrive('referring', { op: 'more', identifier: 'A-2', references: 's,A-1,t' })
    const events = await desk.arrive('referring', { op: 'new', identifier: 'A-1', kind: 'L' })
    expect(events.map(({ fact }) => fact)).toEqual(['received', 'source_updated', 'replayed', 'source_closed', 'replayed'])
    expect(await desk.quarantine()).toMatchObject([
      { reason: 'waits-for-create', state: 'REPLAYED' },
      { reason: 'waits-for-create', state: 'REPLAYED' },
    ])
    expect(await desk.database.rows(sql`select from waiting`)).toHaveLength(0)
  })

  it('goes through two batches at once without losing an update that came before its create', async () => {
    await Promise.all([
      desk.arrive('numbered', ...Array.from({ length: 20 }, (_, n) => ({ op: 'more', no: `N-${n}` }))),
      desk.arrive('numbered', ...Array.from({ length: 20 }, (_, n) => create(`N-${n}`))),
    ])
    expect(await desk.quarantine({ state: 'HELD' })).toEqual([])
    expect(await desk.facts()).toEqual({ received: 20, source_updated: 20, held: expect.any(Number), replayed: expect.any(Number) })
  })

  describe('once the pack was mended', () => {
    it('is replayed, with the instant at which it arrived, and takes along what waited for it', async () => {
      const arrived = desk.now()
      await desk.arrive('numbered', create('N-1', { kind: 'NEW' }), { op: 'more', no: 'N-1' })
      desk.clock.advance(3_600_000)
      await desk.importPack('numbered', numbered({ tables: { ...numbered().tables, types: { NEW: 'lamp' } } }))
      const events = await desk.replay((await desk.quarantine())[0]!.id)
      expect(events.map(({ fact }) => fact)).toEqual(['received', 'replayed', 'source_updated', 'replayed'])
      expect(events[0]!.value).toMatchObject({ receivedAt: arrived })
      expect(await desk.quarantine({ state: 'HELD' })).toEqual([])
      expect(await desk.matters()).toMatchObject([{ pack_version: 2 }])
    })

    it('stays held with its new reason if something else is wrong', async () => {
      await desk.arrive('numbered', create('N-1', { kind: 'NEW', grid: '999' }))
      await desk.importPack('numbered', numbered({ tables: { ...numbered().tables, types: { NEW: 'lamp' } } }))
      expect(await desk.replay((await desk.quarantine())[0]!.id)).toEqual([])
      expect(await desk.quarantine()).toMatchObject([{ state: 'HELD', reason: 'unknown-area' }])
    })

    it('is replayed once, also when two people ask for it at once', async () => {
      await desk.arrive('numbered', create('N-1', { kind: 'NEW' }))
      await desk.importPack('numbered', numbered({ tables: { ...numbered().tables, types: { NEW: 'lamp' } } }))
      const { id } = (await desk.quarantine())[0]!
      const both = await Promise.all([desk.replay(id), desk.replay(id)])
      expect(both.flat().map(({ fact }) => fact)).toEqual(['received', 'replayed'])
      expect(await desk.matters()).toHaveLength(1)
    })
  })
})
