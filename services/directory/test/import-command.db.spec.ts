import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { sql } from '@yiwang/database'
import { type TestDatabase, testDatabase } from '@yiwang/testing'
import { smallDistrict, writeFolder } from './small-district.fixture.ts'

const root = resolve(import.meta.dirname, '../../..')

describe('npm run import', () => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await testDatabase('directory')
  })
  afterAll(() => test.drop())

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/run.mjs', 'tools/import.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], DATABASE_URL: test.url },
    })
    return { status, output: stdout + stderr }
  }
  const areas = async () => (await test.database.one<{ n: number }>(sql`select count(*)::int as n from area`))!.n

  it('shows a dry run and does nothing, then imports', async () => {
    const folder = writeFolder(smallDistrict())
    const dry = run(folder, '--dry-run')
    expect(dry).toMatchObject({ status: 0, output: expect.stringMatching(/\+ area 500105\n[\s\S]*Would be imported/) })
    expect(await areas()).toBe(0)
    expect(run(folder)).toMatchObject({ status: 0, output: expect.stringMatching(/area +\+9 added[\s\S]*Imported in/) })
    expect(await areas()).toBe(9)
  })

  it('prints each error with its file, line, field and rule, and fails', () => {
    const district = smallDistrict()
    district.areas[1]!['parent'] = '500106'
    district.areas[3]!['households'] = 501
    const { status, output } = run(writeFolder(district), '--strict')
    expect(status).toBe(1)
    expect(output).toContain('ERROR   areas.csv:3 parent [unknown-parent] no area has the code "500106"')
    expect(output).toContain('ERROR   areas.csv:5 households [grid-too-large]')
    expect(output).toContain('Nothing was changed: 3 errors, 0 findings.')
  })
})
