import { openDatabase } from '@yiwang/database'
import { testDatabase } from '@yiwang/testing'
import { durableServers } from '../test/platform/servers.ts'
import type { BenchContext } from './bench.ts'

/** A durable PostgreSQL and a durable broker of the bench's own. */
export async function benchServers({ onEnd }: Pick<BenchContext, 'onEnd'>) {
  const servers = await durableServers()
  onEnd(() => servers.stop())
  const administrator = openDatabase({ url: servers.postgres, applicationName: 'bench', max: 2 })
  onEnd(() => administrator.close())
  return {
    brokers: servers.brokers,
    pids: { postgres: servers.own!.postgres.pid, kafka: servers.own!.broker.pid },
    /** The same rows in another database; nobody may be at work in the first. */
    async copyOf(url: string): Promise<string> {
      const name = new URL(url).pathname.slice(1)
      const text = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`
      await administrator.run({ text, values: [name] })
      await administrator.run({ text: `create database ${name}_copy template ${name} strategy file_copy`, values: [] })
      return url.replace(name, `${name}_copy`)
    },
    /** A service's tables, or only what `tables` makes; closed and dropped by whoever asked for it. */
    async database(service: string | undefined, tables = '') {
      if (service !== undefined) {
        const made = await testDatabase(service, servers)
        if (tables) await made.database.pool.query(tables)
        return made
      }
      const name = `bench_${Math.random().toString(36).slice(2, 10)}`
      await administrator.run({ text: `create database ${name}`, values: [] })
      const url = servers.postgres.replace(/\/postgres$/, `/${name}`)
      const database = openDatabase({ url, applicationName: 'bench' })
      if (tables) await database.pool.query(tables)
      const drop = async () => {
        await database.close()
        await administrator.run({ text: `drop database ${name} with (force)`, values: [] })
      }
      return { url, database, drop }
    },
  }
}
export type BenchServers = Awaited<ReturnType<typeof benchServers>>
export type BenchDatabase = Awaited<ReturnType<BenchServers['database']>>
