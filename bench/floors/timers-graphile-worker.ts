import { openDatabase, sql } from '@yiwang/database'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { batchesOf, checkFired, type TimerSystem, twoAtOnce } from '../timers/timer-system.ts'

const HOLDER = { level: 'GRID', unit: '018f0000-0000-7000-8000-000000000001', number: '500105001-20261124-0001' }
const later = () => new Date(Date.now() + 3_600_000 + Math.random() * 86_400_000)

/** As its page on performance advises. */
const preset = {
  worker: { concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
}

/** graphile-worker with its calls on many jobs: `addJobs`, `completeJobs` of ids (which deletes them), `addJobs` under the same keys to move them. */
export async function openGraphileWorker(url: string): Promise<TimerSystem> {
  const database = openDatabase({ url, applicationName: 'bench-graphile' })
  const pgPool = new pg.Pool({ connectionString: url, max: 25 })
  let closed = false
  // Connections that are still about to end are cut by the drop of the database.
  const heard = (error: Error) => closed || console.error(error.message)
  pgPool.on('error', heard)
  pgPool.on('connect', (client) => client.on('error', heard))
  const logger = new Logger(() => () => {})
  const utils = await makeWorkerUtils({ pgPool, logger })
  await utils.migrate()
  const jobs = new Map<string, string>()
  const specs = (ids: readonly string[]) =>
    ids.map((id) => ({ identifier: 'fire', payload: { deadline: id, ...HOLDER }, runAt: later(), jobKey: id }))
  const add = async (ids: readonly string[]) => {
    for (const job of await utils.addJobs(specs(ids))) jobs.set(job.key!, String(job.id))
  }
  return {
    name: 'graphile-worker',
    schedule: (ids) => () => twoAtOnce(batchesOf(ids), add),
    cancel: (ids) => () => twoAtOnce(batchesOf(ids), (some) => utils.completeJobs(some.map((id) => jobs.get(id)!))),
    move: (ids) => () => twoAtOnce(batchesOf(ids), (some) => utils.addJobs(specs(some))),
    fire: async (count) => {
      await database.run(sql`update graphile_worker._private_jobs set run_at = now() - interval '1 minute'`)
      await database.run(sql`vacuum analyze`)
      return async () => {
        const { promise: all, resolve } = Promise.withResolvers<void>()
        let fired = 0
        const write = 'insert into fired (key, value) values ($1, $2)'
        const runner = await run({
          ...{ pgPool, logger, noHandleSignals: true, preset },
          taskList: {
            fire: async (payload, helpers) => {
              await helpers.query(write, [(payload as { deadline: string }).deadline, JSON.stringify(HOLDER)])
              if (++fired === count) resolve()
            },
          },
        })
        await all
        await runner.stop()
      }
    },
    check: (fired) => checkFired(database, fired),
    close: async () => {
      closed = true
      await utils.release()
      await pgPool.end()
      await database.close()
    },
  }
}
