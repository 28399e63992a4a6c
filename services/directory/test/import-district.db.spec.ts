import { sql } from '@yiwang/database'
import { DEMO_PERSONAL_DATA_KEY, Sealing } from '@yiwang/service-kit'
import { type TestDatabase, testDatabase } from '@yiwang/testing'
import { ImportDistrict, type ImportResult } from '../src/import-district.ts'
import { GRID, OTHER_GRID, type SmallDistrict, STREET, smallDistrict, type as typeOfMatter, writeFolder } from './small-district.fixture.ts'

type Change = (district: SmallDistrict) => void
interface OutboxRow {
  topic: string
  key: string
  type: string
  sequence: number
  area: string
  value: Record<string, Record<string, unknown>> & { retiredAt?: string }
}

const first = new Date('2026-11-23T01:00:00Z')
const second = new Date('2026-11-24T01:00:00Z')

describe('an import', () => {
  let test: TestDatabase
  const sealing = new Sealing(DEMO_PERSONAL_DATA_KEY)

  beforeEach(async () => {
    test = await testDatabase('directory')
  })
  afterEach(() => test.drop())

  async function imported(
    change: Change = () => {},
    options: { at?: Date; dryRun?: boolean; strict?: boolean } = {},
  ): Promise<ImportResult> {
    const district = smallDistrict()
    change(district)
    return new ImportDistrict(test.database, sealing, '').run({ folder: writeFolder(district), at: first, ...options })
  }

  /** What an import says on the bus, after what was said before it is forgotten. */
  async function saidBy(change: Change, at = second): Promise<OutboxRow[]> {
    await test.database.run(sql`delete from messaging.outbox`)
    const { errors } = await imported(change, { at })
    expect(errors).toEqual([])
    return said()
  }

  const said = () =>
    test.database.rows<OutboxRow>(sql`select topic, key, headers->>'ce_type' as type, sequence, headers->>'ce_area' as area, value::jsonb as value
      from messaging.outbox order by id`)
  const count = async (table: string) =>
    Number((await test.database.one<{ n: string }>({ text: `select count(*) n from ${table}`, values: [] }))!.n)
  const named = (rows: OutboxRow[]) => rows.map(({ type, key }) => `${type.split('.').at(-2)} ${key}`)
  const idOf = async (table: string, code: string) =>
    (await test.database.one<{ id: string }>({ text: `select id from ${table} where code = $1`, values: [code] }))!.id

  it('stores everything and says an event for each thing, numbered from 1', async () => {
    const { errors, events } = await imported()
    expect(errors).toEqual([])
    expect(await count('area')).toBe(9)
    expect(await count('holding')).toBe(4)
    expect(await count('room_owner')).toBe(1)
    const rows = await said()
    expect(rows).toHaveLength(events)
    expect(new Set(rows.map(({ sequence }) => sequence))).toEqual(new Set([1]))
    expect(rows.every(({ type }) => type.endsWith('.added.v1'))).toBe(true)
    expect(Object.groupBy(rows, ({ topic }) => topic)['directory.geometry.v1']).toHaveLength(7)
    expect(rows.find(({ key }) => key === `area/${GRID}`)).toMatchObject({
      area: GRID,
      value: { area: { level: 'GRID', households: 120 } },
    })
    expect(rows.find(({ key }) => key === 'type/elevator-fault@1')?.value['type']).toMatchObject({
      plan: { calendar: 'cn', case: { amount: 5, unit: 'WORKING_DAYS' }, ladder: [{ percent: 80 }, { percent: 100 }] },
      kindred: ['elevator-noise'],
    })
  })

  it('says no name of a person, no phone and no login of a resident', async () => {
    await imported()
    const text = JSON.stringify(await said())
    for (const secret of ['王小明', '李强', '13900000001', '13800000001', 'resident-1']) expect(text).not.toContain(secret)
    expect(text).toContain('home/')
  })

  it('seals phones and the names of residents where they are stored', async () => {
    await imported()
    const { dump } = (await test.database.one<{ dump: string }>(sql`select (select json_agg(s) from staff s)::text ||
      (select json_agg(r) from resident r)::text || (select json_agg(o) from room_owner o)::text as dump`))!
    for (const secret of ['王小明', '13900000001', '13800000001']) expect(dump).not.toContain(secret)
  })

  it('cannot take what is sealed in one row for that of another', async () => {
    await imported()
    await test.database.run(sql`update staff set phone = (select phone from staff where login = 'post-1') where login = 'dispatcher-1'`)
    await expect(imported()).rejects.toThrow('Personal data (staff.phone) cannot be opened')
  })

  it('gives the same things the same ids, wherever it runs', async () => {
    await imported()
    expect(await idOf('unit', `${STREET}/centre`)).toBe('64815a73-8e92-5e87-b04e-9d56d1dbb807')
  })

  it('changes nothing when there is an error anywhere', async () => {
    const { errors } = await imported((d) => void (d.ladders[0]!['rungs'] = []))
    expect(errors).toHaveLength(1)
    expect([await count('area'), await count('district'), await count('messaging.outbox')]).toEqual([0, 0, 0])
  })

  it('changes nothing when it is strict and there is a finding', async () => {
    const tooLarge: Change = (d) => void (d.areas[3]!['households'] = 600)
    expect((await imported(tooLarge, { strict: true })).errors).toHaveLength(1)
    expect(await count('area')).toBe(0)
    expect((await imported(tooLarge)).findings).toHaveLength(1)
    expect(await count('area')).toBe(9)
  })

  it('changes nothing in a dry run, and says what it would do', async () => {
    const { differences } = await imported(undefined, { dryRun: true })
    expect(differences.find(({ table }) => table === 'area')?.added).toHaveLength(9)
    expect([await count('area'), await count('messaging.outbox')]).toEqual([0, 0])
  })

  it('refuses the folder of another district', async () => {
    await imported()
    await test.database.run(sql`update district set code = '500106'`)
    expect((await imported()).errors).toMatchObject([{ file: 'district.json', rule: 'other-district' }])
  })

  it('says nothing when nothing differs', async () => {
    await imported()
    expect(await saidBy(() => {})).toEqual([])
    const { revision } = (await test.database.one<{ revision: number }>(sql`select revision from district`))!
    expect(revision).toBe(1)
  })

  it('says only what was added, changed and retired', async () => {
    await imported()
    const rows = await saidBy((d) => {
      d.areas[4]!['name'] = '新名网格'
      d.areas.push({ code: `${GRID}03`, name: '微网格3', level: 'MICRO_GRID', parent: GRID, households: 60 })
      d.compounds = []
      d.rooms = d.owners = d.households = []
      d.residents[0] = { login: 'resident-1', name: '王小明', phone: '', area: GRID }
    })
    expect(named(rows).toSorted()).toEqual([
      `added area/${GRID}03`,
      `changed area/${OTHER_GRID}`,
      expect.stringMatching(/^changed home\/[0-9a-f]{64}$/),
      'retired compound/C1',
    ])
    expect(rows.find(({ key }) => key === 'compound/C1')).toMatchObject({
      sequence: 2,
      value: { retiredAt: second.toISOString().replace('.000', '') },
    })
  })

  it('retires and never deletes, and what comes back is in force again', async () => {
    await imported()
    const withoutLast: Change = (d) => {
      d.areas.pop()
      delete d.squares[`${OTHER_GRID}02`]
    }
    const rows = await saidBy(withoutLast)
    expect(named(rows)).toEqual([`retired area/${OTHER_GRID}02`, `retired ${OTHER_GRID}02`])
    expect(await count('area')).toBe(9)
    const back = await saidBy(() => {})
    expect(named(back)).toEqual([`changed area/${OTHER_GRID}02`, `changed ${OTHER_GRID}02`])
    expect(back[0]).toMatchObject({ sequence: 3 })
    expect(back[0]!.value.retiredAt).toBeUndefined()
  })

  it('ends a holding that the folder no longer has, and keeps that it was held', async () => {
    await imported()
    const rows = await saidBy((d) => void d.holdings.pop())
    const worker = await idOf('staff', 'S4')
    expect(named(rows)).toEqual([`changed staff/${worker}`])
    expect(rows[0]!.value['staff']!['holdings']).toMatchObject([{ from: '2023-12-31T16:00:00Z', to: '2026-11-24T01:00:00Z' }])
    expect(await count('holding')).toBe(4)
  })

  it('makes a changed type, calendar or ladder the next version, and keeps the earlier ones', async () => {
    await imported()
    const rows = await saidBy((d) => {
      d.catalogue[1] = typeOfMatter('elevator-noise', { street: STREET, name: '电梯噪音' })
      d.calendars[0]!['holidays'] = ['2026-01-01', '2026-01-02']
    })
    expect(named(rows)).toEqual(['added calendar/cn@2', 'added type/elevator-noise@2'])
    const versions = await test.database.rows(
      sql`select version, content->>'name' as name from matter_type where code = 'elevator-noise' order by version`,
    )
    expect(versions).toEqual([
      { version: 1, name: '电梯故障' },
      { version: 2, name: '电梯噪音' },
    ])
  })

  it('makes a new version of the types whose ladder changed: it is part of their time plan', async () => {
    await imported()
    const rows = await saidBy((d) => void (d.ladders[0]!['rungs'] = [{ percent: 50, tell: ['HOLDER'] }]))
    expect(named(rows)).toEqual(['added ladder/default@2', 'added type/elevator-fault@2', 'added type/elevator-noise@2'])
    expect(rows[1]!.value['type']).toMatchObject({ plan: { ladder: [{ percent: 50 }] } })
  })

  it('makes no new version of a type whose members stand in another order', async () => {
    await imported()
    const rows = await saidBy((d) => void (d.catalogue[1] = Object.fromEntries(Object.entries(d.catalogue[1]!).reverse())))
    expect(rows).toEqual([])
  })

  it('retires all versions of a type that is gone, and brings back the newest', async () => {
    await imported()
    const renamed = typeOfMatter('elevator-noise', { street: STREET, name: '电梯噪音' })
    await imported((d) => void (d.catalogue[1] = renamed), { at: second })
    const gone: Change = (d) => {
      d.catalogue.pop()
      d.catalogue[0]!['kindred'] = []
    }
    expect(named(await saidBy(gone))).toEqual([
      'added type/elevator-fault@2',
      'retired type/elevator-noise@1',
      'retired type/elevator-noise@2',
    ])
    expect(named(await saidBy((d) => void (d.catalogue[1] = renamed)))).toEqual([
      'added type/elevator-fault@3',
      'changed type/elevator-noise@2',
    ])
  })
})
