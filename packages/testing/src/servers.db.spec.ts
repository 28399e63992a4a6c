import pg from 'pg'
import { testServers } from './servers.ts'

it('gives every test file the same PostgreSQL 18, with throw-away settings', async () => {
  const client = new pg.Client((await testServers()).postgres)
  await client.connect()
  const { rows } = await client.query("select current_setting('server_version') as version, current_setting('fsync') as fsync")
  await client.end()
  expect(rows).toEqual([{ version: expect.stringMatching(/^18/), fsync: 'off' }])
})
