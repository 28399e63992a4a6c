import { resolve } from 'node:path'
import { sql } from '@yiwang/database'
import { DEMO_PERSONAL_DATA_KEY, Sealing } from '@yiwang/service-kit'
import { type TestDatabase, testDatabase } from '@yiwang/testing'
import { ImportDistrict } from '../src/import-district.ts'

const folder = resolve(import.meta.dirname, '../../../demo/district')

describe('the demo district', () => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await testDatabase('directory')
  })
  afterAll(() => test.drop())

  it('is imported whole, without an error or a finding, and the second time nothing differs', async () => {
    const importer = new ImportDistrict(test.database, new Sealing(DEMO_PERSONAL_DATA_KEY), '')
    const at = new Date('2026-11-24T01:00:00Z')
    const first = await importer.run({ folder, strict: true, at })
    expect(first.errors).toEqual([])
    const levels = await test.database.rows<{ level: string; n: number }>(sql`select level, count(*)::int as n from area group by level`)
    expect(Object.fromEntries(levels.map(({ level, n }) => [level, n]))).toMatchObject({
      DISTRICT: 1,
      STREET: 12,
      GRID: 1_379,
      MICRO_GRID: 7_111,
    })
    const owners = await test.database.rows<{ login: string }>(
      sql`select distinct login from binding where kind = 'OWNER' and compound = 'ct-31' order by login`,
    )
    expect(owners.map(({ login }) => login)).toEqual([...[1, 2, 3, 4, 5, 6, 7, 8].map((k) => `owner-${k}`), 'resident-1'])
    expect(await test.database.one(sql`select count(*)::int as n from messaging.outbox`)).toEqual({ n: first.events })
    const second = await importer.run({ folder, strict: true, at })
    expect(second).toMatchObject({ errors: [], differences: [], events: 0 })
  })
})
