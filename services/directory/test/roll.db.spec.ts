import { directoryGrpc } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type GrpcClient, grpcClient } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { type Serving, serving } from './serving.fixture.ts'
import { smallCompound } from './small-compound.fixture.ts'
import { GRID, type SmallDistrict } from './small-district.fixture.ts'

const ROOMS = 20_000
const MINUTE = { timeoutMs: 60_000 }

/** The small compound with a building of many rooms, all of one owner, who has an account. */
const grown = (owner: string) => (d: SmallDistrict) => {
  smallCompound(d)
  const rooms = Array.from({ length: ROOMS }, (_, n) => ({ building: '9', unit: '1', room: String(10_000 + n) }))
  d.rooms.push(...rooms.map((room) => ({ ...room, kind: 'DWELLING', area: 5_000, areaBasis: 'CONTRACT' })))
  d.owners.push(...rooms.map((room) => ({ ...room, owner, name: '业主', phone: '', idLastDigits: '', from: '2001-05-01', to: '' })))
  d.approved = [{ ...rooms[0]!, owner, household: '', login: owner }]
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
    for await (const { area } of voting.streamRoll({ compound: 'C1', buildings: ['1'] })) if (area) expect(area).toBe(GRID)
  })

  /** The building's owners with how many rooms they have, and who of them is bound; after the first rooms something happens. */
  async function read(meanwhile?: () => Promise<void>) {
    const owners: Record<string, number> = {}
    const bound: string[] = []
    let isBegun = false
    for await (const { rooms, bindings } of voting.streamRoll({ compound: 'C1', buildings: ['9'] }, MINUTE)) {
      for (const { owners: of } of rooms) owners[of.join()] = (owners[of.join()] ?? 0) + 1
      bound.push(...bindings.map(({ owner }) => owner))
      if (rooms.length > 0 && !isBegun) await meanwhile?.()
      isBegun ||= rooms.length > 0
    }
    return { owners, bound }
  }

  it('is of one moment: an import between two pages is not in it, however slowly it is read', async () => {
    const first = await read(() => directory.import(grown('O8')))
    expect(first).toEqual({ owners: { O7: ROOMS }, bound: ['O7'] })
    expect(await read()).toEqual({ owners: { O8: ROOMS }, bound: ['O8'] })
  }, 60_000)
})
