import { sql } from '@yiwang/database'
import { type Desk, openDesk } from '../test/desk.ts'
import { START } from './domain/fold.fixture.ts'

const second = (n: number) => START + n * 1000

describe('what is known of a partition', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  const known = async (part = 0) => {
    const row = await desk.database.one<{ at: Date | null }>(sql`select at from watermark where part = ${part}`)
    return row?.at ? (row.at.getTime() - START) / 1000 : undefined
  }

  it('is nothing before dispatch has said anything', async () => {
    await desk.applied(0, 5)
    expect(await known()).toBeUndefined()
  })

  it('goes on with the clock where nothing was ever published', async () => {
    await desk.progressed(0, 0, second(3))
    expect(await known()).toBe(3)
  })

  it('waits until what dispatch has published is applied', async () => {
    await desk.progressed(0, 5, second(3))
    await desk.applied(0, 4)
    expect(await known()).toBeUndefined()
    await desk.applied(0, 5)
    expect(await known()).toBe(3)
  })

  it('follows the older of several reports as soon as that is reached', async () => {
    await desk.progressed(0, 5, second(3))
    await desk.progressed(0, 9, second(4))
    await desk.applied(0, 6)
    expect(await known()).toBe(3)
  })

  it('is never lowered', async () => {
    await desk.progressed(0, 0, second(8))
    await desk.progressed(0, 0, second(3))
    await desk.applied(0, 7)
    await desk.applied(0, 2)
    await desk.progressed(0, 7, second(5))
    expect(await known()).toBe(8)
  })

  it('is not starved while dispatch publishes faster than sla applies, and keeps a bounded number of reports', async () => {
    for (let n = 1; n <= 250; n++) await desk.progressed(0, n * 10, second(n))
    const pending = await desk.database.one<{ n: number }>(sql`select count(*)::int as n from progress`)
    expect(pending!.n).toBe(101)
    await desk.applied(0, 400)
    expect(await known()).toBe(40)
    await desk.applied(0, 2500)
    expect(await known()).toBe(250)
  })

  it('keeps partitions apart', async () => {
    await desk.progressed(1, 0, second(5))
    expect([await known(0), await known(1)]).toEqual([undefined, 5])
  })
})
