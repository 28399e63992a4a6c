import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '@yiwang/database'
import { TestPlatform } from '../platform/platform.ts'
import { Compound, OWNERS, owner, STAIRCASE, TRUSTEES } from './compound.ts'

/** Stages of 20 seconds take ten: time enough to die in each of them. */
const SPEED = 2
let platform: TestPlatform
let compound: Compound
beforeAll(async () => {
  platform = await TestPlatform.start({ speed: SPEED })
  compound = await Compound.settled(platform)
}, 180_000)
afterAll(() => platform?.stop(), 60_000)

/** Dies after so long without a word, and is started again. */
async function dies(afterMs: number): Promise<void> {
  await pause(afterMs)
  await platform.kill('voting')
  await platform.startService('voting')
}

/** Asks until it is answered by a voting that lives. */
async function insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let left = 200; ; left--) {
    try {
      return await ask()
    } catch (failure) {
      const isRefused = /was answered 4\d\d/.test(String(failure))
      if (isRefused || left === 0) throw failure
      await pause(50)
    }
  }
}

it('killed while the roll is frozen, while ballots come in, at the close and while it counts, it loses nothing, doubles nothing and opens nothing early', async () => {
  const id = await compound.draft()

  // The roll is being written.
  const publishing = compound.command('community-1', id, 'publish').catch(() => {})
  await dies(30)
  await publishing
  await insist(() => compound.command('community-1', id, 'publish')).catch(() => {})
  await compound.comesTo(id, { stage: 'NOTICE', roll: { heads: 19 } })
  const shares = await insist(() => compound.shares(TRUSTEES, id))
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })

  // It is frozen: either it is open with a root that was signed, or it is not.
  const opening = compound.command('community-1', id, 'open').catch(() => {})
  await dies(15)
  await opening
  await insist(() => compound.command('community-1', id, 'open')).catch(() => {})
  const opened = await compound.comesTo(id, { stage: 'VOTING' })
  expect(opened.checkpoints.roll).toContain('\n19\n')

  // Ballots come in until the close, each insisting with its key; it dies among them, three times.
  const voting = OWNERS.map(async ([room], n) => {
    const key = randomUUID()
    await pause(n * 700)
    return insist(() =>
      compound
        .as(owner(n))
        .ask<{ receipt: string; note: string }>(
          'voting',
          'POST',
          `/v1/decisions/${id}/ballots`,
          { room: { ...STAIRCASE, room }, choices: { renew: n % 3 ? 'FOR' : 'AGAINST' } },
          { 'idempotency-key': key },
        ),
    ).catch(() => undefined)
  })
  for (const afterMs of [1_000, 600, 600]) await dies(afterMs)
  const cast = (await Promise.all(voting)).filter((ballot) => ballot !== undefined)
  expect((await platform.database('voting').rows(sql`select 1 from opened_choices where decision = ${id}`)).length).toBe(0)
  await compound.comesTo(id, { stage: 'COUNTING' })

  // It counts.
  await compound.command(TRUSTEES[0]!, id, 'share', { share: shares[0] })
  const second = compound.command(TRUSTEES[1]!, id, 'share', { share: shares[1] }).catch(() => {})
  await dies(10)
  await second
  await insist(() => compound.command(TRUSTEES[1]!, id, 'share', { share: shares[1] })).catch(() => {})
  await compound.comesTo(id, { countedAt: expect.any(String) })
  await insist(() => compound.command('community-1', id, 'announce'))

  // Every ballot that was answered is counted, once; what an outsider recounts says the same.
  const receipts = new Set(cast.map(({ receipt }) => receipt))
  const board = (await compound.text(`/v1/decisions/${id}/export`)).split('\n').filter((line) => line.includes('"line":"ballot"'))
  expect(board).toHaveLength(receipts.size)
  expect(receipts.size).toBe(cast.length)
  expect(await compound.recounted(id, ...cast.map(({ note }) => note))).toContain('核验通过')
}, 180_000)
