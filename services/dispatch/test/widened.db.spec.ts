import { widenTables } from '@yiwang/testing'
import { type Desk, dispatchDesk } from './desk.ts'

describe('while the migrations of a later release widen the tables', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await dispatchDesk()
  })
  afterAll(() => desk.drop())

  async function everyStatement() {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'accept', {}, { key: `key-of-${id}` })
    await desk.give('dispatcher-1', id, 'decline', { reason: '重复' })
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'DECLINED', version: 3 })
    expect((await desk.ledger('dispatcher-1', id)).entries).toHaveLength(3)
    expect((await desk.list('dispatcher-1')).items).toBeDefined()
  }

  it('cases are read and handled over the connections that were open before', async () => {
    // Twice: the ledger is read over two connections, and each of them is to have prepared everything.
    await everyStatement()
    await everyStatement()
    await widenTables(desk.database)
    await everyStatement()
  })
})
