import { emptyTestDatabase, eventually, type TestDatabase } from '@yiwang/testing'
import { isTransient, type Transaction } from './index.ts'
import { sql } from './sql.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await emptyTestDatabase('create table thing (id int primary key, day date)')
})
afterAll(() => test?.drop())
beforeEach(() => test.database.run(sql`delete from thing`))

const insert = (tx: Pick<Transaction, 'run'>, id: number) => tx.run(sql`insert into thing (id) values (${id})`)
const ids = async () => (await test.database.rows<{ id: number }>(sql`select id from thing order by id`)).map(({ id }) => id)
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

it('everything of a transaction commits together, and what waits for the commit runs after it', async () => {
  const seen: number[][] = []
  const result = await test.database.transaction(async (tx) => {
    tx.afterCommit(() => void ids().then((found) => seen.push(found)))
    await insert(tx, 1)
    await insert(tx, 2)
    return 'done'
  })
  expect(result).toBe('done')
  await eventually(() => expect(seen).toEqual([[1, 2]]))
})

it('nothing of a transaction that throws remains, and its error comes out as it is', async () => {
  let told = false
  const error = new Error('no')
  const failure = await failureOf(
    test.database.transaction(async (tx) => {
      tx.afterCommit(() => {
        told = true
      })
      await insert(tx, 1)
      throw error
    }),
  )
  expect(failure).toBe(error)
  expect(isTransient(failure)).toBe(false)
  expect(told).toBe(false)
  expect(await ids()).toEqual([])
})

it('a violated constraint is not transient and says which', async () => {
  await insert(test.database, 1)
  const failure = await failureOf(test.database.transaction((tx) => insert(tx, 1)))
  expect(failure).toMatchObject({ code: '23505', constraint: 'thing_pkey' })
  expect(isTransient(failure)).toBe(false)
})

it('a session that the server ends in the middle of a transaction is a transient fault, and the pool goes on', async () => {
  const failure = await failureOf(
    test.database.transaction(async (tx) => {
      await insert(tx, 1)
      const own = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await test.database.run(sql`select pg_terminate_backend(${own?.pid})`)
      await insert(tx, 2)
    }),
  )
  expect(isTransient(failure)).toBe(true)
  expect(await ids()).toEqual([])
})

it('an error that the handler makes of a lost connection is transient all the same', async () => {
  const failure = await failureOf(
    test.database.transaction(async (tx) => {
      const own = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await test.database.run(sql`select pg_terminate_backend(${own?.pid})`)
      await insert(tx, 2).catch(() => {
        throw new Error('the case could not be saved')
      })
    }),
  )
  expect(isTransient(failure)).toBe(true)
})

it('two transactions under one lock run one after the other', async () => {
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const holder = test.database.transaction(
    async () => {
      order.push('first begins')
      await first.promise
      order.push('first ends')
    },
    { lock: 42n },
  )
  await eventually(() => expect(order).toEqual(['first begins']))
  const waiter = test.database.transaction(async () => order.push('second begins'), { lock: 42n })
  await eventually(async () => {
    const waiting = await test.database.one<{ n: number }>(
      sql`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`,
    )
    expect(waiting?.n).toBe(1)
  })
  first.resolve()
  await Promise.all([holder, waiter])
  expect(order).toEqual(['first begins', 'first ends', 'second begins'])
})

it('a date stays the day that it is', async () => {
  await test.database.run(sql`insert into thing (id, day) values (1, '2026-11-24')`)
  expect(await test.database.one(sql`select day from thing`)).toEqual({ day: '2026-11-24' })
})

it.each([
  ['a refused connection', { code: 'ECONNREFUSED' }, true],
  ['a deadlock', { code: '40P01' }, true],
  ['a cancelled statement', { code: '57014' }, true],
  ['a full disk', { code: '53100' }, true],
  ['a disk that cannot be read', { code: '58030' }, true],
  ['a file that may not grow: over a quota or a limit', { code: 'XX000' }, true],
  ['a fault whose cause is transient', { cause: { code: '08006' } }, true],
  ['a database that Prisma does not reach', { code: 'P1001' }, true],
  ['a session that was ended under Prisma', { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '57P01' } } } }, true],
  ['a unique key that Prisma met', { code: 'P2002', meta: { driverAdapterError: { cause: { originalCode: '23505' } } } }, false],
  ['a division by zero', { code: '22012' }, false],
  ['a plain error', new Error('no'), false],
  ['nothing', undefined, false],
])('%s: transient?', (_, error, expected) => expect(isTransient(error)).toBe(expected))
