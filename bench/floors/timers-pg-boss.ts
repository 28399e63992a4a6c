import { openDatabase, sql } from '@yiwang/database'
import { PgBoss } from 'pg-boss'
import { BATCH, batchesOf, checkFired, type TimerSystem, twoAtOnce } from '../timers/timer-system.ts'

const QUEUE = 'deadlines'
const HOLDER = { level: 'GRID', unit: '018f0000-0000-7000-8000-000000000001', number: '500105001-20261124-0001' }
const later = () => new Date(Date.now() + 3_600_000 + Math.random() * 86_400_000)

/** pg-boss with a table of the queue's own and its calls on many jobs: `insert`, `cancel` of ids, `fetch` of a batch, `complete` of ids. */
export async function openPgBoss(url: string): Promise<TimerSystem> {
  const database = openDatabase({ url, applicationName: 'bench-pg-boss' })
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue(QUEUE, { partition: true })
  const insert = (ids: readonly string[]) =>
    boss.insert(
      QUEUE,
      ids.map((id) => ({ id, data: { deadline: id, ...HOLDER }, startAfter: later() })),
    )
  const insertAnew = (ids: readonly string[]) =>
    boss.insert(
      QUEUE,
      ids.map((id) => ({ data: { deadline: id, ...HOLDER }, startAfter: later() })),
    )
  const write = (ids: readonly string[]) =>
    database.run(sql`insert into fired (key, value) select k, ${JSON.stringify(HOLDER)} from unnest(${ids}::text[]) as k`)
  const fetchOnce = async () => {
    const jobs = await boss.fetch<{ deadline: string }>(QUEUE, { batchSize: BATCH })
    if (jobs.length === 0) return false
    await write(jobs.map(({ data }) => data.deadline))
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    )
    return true
  }
  return {
    name: 'pg-boss',
    schedule: (ids) => () => twoAtOnce(batchesOf(ids), insert),
    cancel: (ids) => () => twoAtOnce(batchesOf(ids), (some) => boss.cancel(QUEUE, some)),
    // `update` takes one job a call: to move many, they are cancelled and inserted anew.
    move: (ids) => () =>
      twoAtOnce(batchesOf(ids), async (some) => {
        await boss.cancel(QUEUE, some)
        await insertAnew(some)
      }),
    fire: async () => {
      await database.run(sql`update pgboss.job set start_after = now() - interval '1 minute' where state = 'created'`)
      await database.run(sql`vacuum analyze`)
      const worker = async () => {
        while (await fetchOnce());
      }
      return async () => void (await Promise.all([worker(), worker()]))
    },
    check: (fired) => checkFired(database, fired),
    close: async () => {
      await boss.stop({ graceful: false })
      await database.close()
    },
  }
}
