import { directoryGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type GrpcClient, grpcClient } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { type Serving, serving } from './serving.fixture.ts'
import { smallCompound } from './small-compound.fixture.ts'
import { GRID, type SmallDistrict } from './small-district.fixture.ts'

const ROOMS = 20_000
const MINUTE = { timeoutMs: 60_000 }

/** The small compound with a building of many rooms, all of one owner. */
const grown = (owner: string) => (d: SmallDistrict) => {
  smallCompound(d)
  const rooms = Array.from({ length: ROOMS }, (_, n) => ({ building: '9', unit: '1', room: String(10_000 + n) }))
  d.rooms.push(...rooms.map((room) => ({ ...room, kind: 'DWELLING', area: 5_000, areaBasis: 'CONTRACT' })))
  d.owners.push(...rooms.map((room) => ({ ...room, owner, name: '业主', phone: '', idLastDigits: '', from: '2001-05-01', to: '' })))
}

describe('a roll', () => {
  let directory: Serving
  let voting: GrpcClient<typeof directoryGrpc.DirectoryService>

  beforeAll(async () => {
    directory = await serving()
    await directory.import(grown('O7'))
    voting = grpcClient(directoryGrpc.DirectoryService, directory.service.grpc!, { get: () => directory.issuer.token('service:voting') })
  }, 60_000)
  afterAll(async () => {
    voting.close()
    await directory.stop()
  })

  it('lets go of the database when its reader leaves in the middle', async () => {
    for await (const { rooms } of voting.streamRoll({ compound: 'C1' }, MINUTE)) if (rooms.length > 0) break
    await eventually(async () => {
      const held = await directory.test.database.rows(
        sql`select query from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
      )
      expect(held).toEqual([])
    })
    expect((await voting.getCompound({ code: 'C1' })).area).toBe(GRID)
  })

  it('is of one moment: an import between two pages is not in it, however slowly it is read', async () => {
    const owners: Record<string, number> = {}
    let isImported = false
    for await (const { rooms } of voting.streamRoll({ compound: 'C1', buildings: ['9'] }, MINUTE)) {
      for (const { owners: of } of rooms) owners[of.join()] = (owners[of.join()] ?? 0) + 1
      if (rooms.length === 0 || isImported) continue
      isImported = true
      await directory.import(grown('O8'))
    }
    expect([isImported, owners]).toEqual([true, { O7: ROOMS }])
    for await (const { rooms } of voting.streamRoll({ compound: 'C1', buildings: ['9'] }, MINUTE)) {
      if (rooms.length === 0) continue
      expect(rooms[0]!.owners).toEqual(['O8'])
      break
    }
  }, 60_000)
})
