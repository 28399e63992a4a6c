import { isTransient, openDatabase, sql } from '@yiwang/database'
import { eventually, testDatabase } from '@yiwang/testing'
import { NotifyPrisma } from './notify-prisma.ts'

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('what Prisma throws while the database is away passes by itself', () => {
  it('when nobody answers', async () => {
    const database = openDatabase({ url: 'postgres://postgres@127.0.0.1:1/notify', applicationName: 'test' })
    expect(isTransient(await failureOf(new NotifyPrisma(database).webhook.findMany()))).toBe(true)
    await database.close()
  })

  it('when the server ends the session in the middle of a question', async () => {
    const { database, drop } = await testDatabase('notify')
    const failure = failureOf(new NotifyPrisma(database).$queryRaw`select 1 as one from pg_sleep(30)`)
    await eventually(async () => {
      const ended = await database.rows(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)%' and pid <> pg_backend_pid()`,
      )
      expect(ended).not.toEqual([])
    })
    expect(isTransient(await failure)).toBe(true)
    await drop()
  })
})
