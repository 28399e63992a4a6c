import { checkAlive, processIds } from './alive.ts'
import { checkBus, fuzzBus } from './bus/fuzz.ts'
import { fuzzGrpc } from './grpc/fuzz.ts'
import { fuzzHttp } from './http/fuzz.ts'
import { Random } from './random.ts'
import { Report } from './report.ts'
import { scanEverything } from './scan.ts'
import { tryTokens } from './tokens.ts'
import { settled, startTown, type Town } from './town.ts'

/** The short form of `npm run test:hostile`: a few thousand inputs, and everything that must hold after them. */
describe('hostile input, on the whole platform', () => {
  let town: Town

  beforeAll(async () => {
    town = await startTown({ shipped: false })
  }, 180_000)
  afterAll(() => town?.stop())

  it('crashes nothing, leaks nothing and leaves nothing personal behind', async () => {
    const said: string[] = []
    const report = new Report((line) => said.push(line))
    const random = new Random(20_261_124)
    const processes = processIds(town)
    await tryTokens(town, report)
    const verdicts = await fuzzHttp(town, report, random, 3_000)
    verdicts.report(report, 'HTTP')
    await fuzzGrpc(town, report, random, 600)
    await fuzzBus(town, report, random, 1_200)
    await settled(town)
    await checkAlive(town, report, processes)
    await checkBus(town, report)
    const scanned = await scanEverything({ ...town, exported: town.collector.found })
    expect({ scanned: scanned.filter(({ found }) => found.length > 0), failed: said.filter((line) => line.includes('✗')) }).toEqual({
      scanned: [],
      failed: [],
    })
    expect([...verdicts.statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]))
  }, 240_000)
})
