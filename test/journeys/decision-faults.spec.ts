import { randomUUID } from 'node:crypto'
import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import { TestPlatform } from '../platform/platform.ts'
import { TRUSTEES } from './compound.ts'
import { DecidingCompound, VOTERS, type Voter } from './deciding-compound.ts'

let platform: TestPlatform
let compound: DecidingCompound
beforeAll(async () => {
  platform = await TestPlatform.start()
  compound = await DecidingCompound.met(platform)
}, 300_000)
afterAll(() => platform?.stop(), 60_000)

const patience = { timeout: 120_000 }
const voting = () => platform.database('voting')

async function restarted(): Promise<void> {
  await platform.kill('voting')
  await platform.startService('voting')
}

/** How many of its statements wait for a table that somebody else holds. */
const waitingFor = async (table: string): Promise<number> =>
  (await voting().one<{ n: number }>(
    sql`select count(*)::int as n from pg_locks where not granted and relation = ${table}::regclass
        and database = (select oid from pg_database where datname = current_database())`,
  ))!.n

/**
 * Killed at the same place each time: the test holds a table that it needs in the middle of what it does, and sees so many of its statements
 * wait for that. What it had in hand gets no answer.
 */
async function killedAt(
  table: string,
  mode: string,
  statements: number,
  begin: () => Promise<unknown>,
  inTheMiddle = async (): Promise<void> => {},
): Promise<void> {
  const holder = await voting().session()
  let begun: Promise<unknown> = Promise.resolve()
  try {
    // Through a whole jump of the clock, if it must.
    await holder.query('set idle_in_transaction_session_timeout = 0')
    await holder.query('begin')
    await holder.query(`lock table ${table} in ${mode} mode`)
    begun = begin().catch(() => {})
    await eventually(async () => expect(await waitingFor(table)).toBe(statements), patience)
    await inTheMiddle()
    await platform.kill('voting')
  } finally {
    await holder.end()
  }
  await begun
  await platform.startService('voting')
}
const ANYTHING = 'access exclusive'
const WRITING = 'share row exclusive'

interface GivenBallot {
  readonly voter: Voter
  readonly key: string
  readonly choices: Record<string, string>
}
it('killed while the roll is written and frozen, while ballots come in, at the close and while it counts, it loses nothing, doubles nothing and opens nothing early', async () => {
  const id = await compound.draft()

  // The roll is being written.
  await killedAt('roll_head', WRITING, 1, () => compound.command('community-1', id, 'publish'))
  const { noticeDueAt } = await compound.comesTo(id, { stage: 'NOTICE', roll: { heads: 10 }, noticeDueAt: expect.any(String) })
  const shares = await compound.shares(TRUSTEES, id)
  await platform.jumpTo(Date.parse(noticeDueAt!) + 1_000)
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })

  // It is being frozen: nothing of that is left, and it can be done again.
  await killedAt('roll_head', ANYTHING, 1, () => compound.command('community-1', id, 'open'))
  const still = await compound.decision(id)
  expect([still.stage, still.checkpoints]).toEqual(['NOTICE', {}])
  const opened = await compound.command('community-1', id, 'open')
  expect(opened).toMatchObject({ stage: 'VOTING' })
  expect(opened.checkpoints.roll).toContain('\n10\n')

  // Three ballots are being written; then some are written and others are on their way.
  const given = VOTERS.map((voter, n): GivenBallot => ({ voter, key: randomUUID(), choices: { renew: n < 6 ? 'FOR' : 'AGAINST' } }))
  const send = ({ voter, key, choices }: GivenBallot) => compound.cast(voter, id, choices, { 'idempotency-key': key })
  await killedAt('ballot', WRITING, 3, () => Promise.all(given.slice(0, 3).map(send)))
  const sent = Promise.allSettled(given.map(send))
  await eventually(async () => {
    const { n } = (await voting().one<{ n: number }>(sql`select count(*)::int as n from ballot where decision = ${id}`))!
    expect(n).toBeGreaterThan(3)
  }, patience)
  await restarted()
  await sent

  // Who got no answer asks again with the same key, until there is one; who got one gets the same.
  const cast = await Promise.all(given.map((ballot) => eventually(() => send(ballot), patience)))
  for (const [n, answer] of (await sent).entries()) if (answer.status === 'fulfilled') expect(answer.value).toEqual(cast[n])
  expect(new Set(cast.map(({ receipt }) => receipt)).size).toBe(VOTERS.length)

  // It is closed: until it is, nothing of it is known; from then on a ballot in time has its first answer, and another is not taken.
  const { closesAt } = await compound.decision(id)
  await killedAt('paper_entry', ANYTHING, 1, () => platform.jumpTo(Date.parse(closesAt!) + 1_000))
  const { checkpoints } = await compound.comesTo(id, { stage: 'COUNTING' })
  expect(checkpoints.board).toContain(`\n${VOTERS.length}\n`)
  expect(await Promise.all(given.map(send))).toEqual(cast)
  await expect(send({ ...given[0]!, key: randomUUID() })).rejects.toThrow('was answered 409')

  // It counts.
  await compound.command(TRUSTEES[0]!, id, 'share', { share: shares[0] })
  const isShut = async () =>
    expect(await voting().one(sql`select result, private_key from decision where id = ${id}`)).toEqual({ result: null, private_key: null })
  await isShut()
  await killedAt('sealed_box', ANYTHING, 1, () => compound.command(TRUSTEES[1]!, id, 'share', { share: shares[1] }), isShut)
  await compound.comesTo(id, { countedAt: expect.any(String) })
  await compound.command('community-1', id, 'announce')

  // Every ballot is counted, once; what an outsider recounts says the same.
  const board = (await compound.text(`/v1/decisions/${id}/export`)).split('\n').filter((line) => line.includes('"line":"ballot"'))
  expect(board).toHaveLength(VOTERS.length)
  const { questions } = await compound.get<{ questions: { passed: boolean; because: string }[] }>(`/v1/decisions/${id}/result`)
  expect(questions).toMatchObject([{ passed: true, because: expect.stringContaining('参与 9 人，全体 10 人') }])
  expect(await compound.recounted(id, ...cast.map(({ note }) => note))).toContain('核验通过')
}, 600_000)
