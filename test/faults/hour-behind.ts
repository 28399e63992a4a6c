import { setTimeout as sleep } from 'node:timers/promises'
import { topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import { lockOf } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import type { TestPlatform } from '../platform/platform.ts'
import { HALF_HOUR_TYPE, importForFaults } from './district.ts'
import { inParallel } from './in-parallel.ts'
import type { Act, Scene } from './scene.ts'

const CASES = 40
/** The demo clock makes an hour a minute. */
const SPEED = 60
const HELD_MS = 64_000
/** The other two of four go on. */
const HELD_PARTITIONS = [0, 1]

/**
 * sla's consumer gets no further on two partitions of dispatch.case.v1 for an hour of the demo clock, while its sweep, the relay of
 * dispatch and what tells of its progress go on. Half of the cases are ended in that hour before their first rung.
 */
export const consumerAnHourBehind: Act = {
  name: 'the consumer of sla an hour behind on two partitions, while the clock and the sweep go on',
  says: [/a batch could not be applied and is tried again/],
  async play(scene) {
    const { platform, keeper, pace, feed, say } = scene
    await importForFaults(platform, { mended: false })
    await eventually(
      async () => {
        if ((await platform.waitingIn('directory')) > 0) throw new Error('the directory has not published everything')
      },
      { timeout: 60_000 },
    )
    // intake has heard of the type when it takes a report of it.
    const first = await eventually(() => feed.report(HALF_HOUR_TYPE), { timeout: 60_000 })
    // What earlier faults have left to do is done first.
    await knownToSla(platform, [first], 120_000)
    await pace.change(platform, keeper, SPEED)
    say(`the demo clock runs ${SPEED} times faster`)
    try {
      await fallBehind(scene)
    } finally {
      await pace.change(platform, keeper, 1)
    }
  },
}

async function fallBehind(scene: Scene): Promise<void> {
  const { platform, feed, say } = scene
  const ids = await inParallel(Array.from({ length: CASES }), 12, () => feed.report(HALF_HOUR_TYPE))
  await knownToSla(platform, ids, 30_000)
  say(`${CASES} cases of half an hour a step; partitions ${HELD_PARTITIONS.join(' and ')} are held`)
  const release = await holdPartitions(platform.database('sla'))
  try {
    await inParallel(ids.slice(0, CASES / 2), 12, (id) => feed.does('dispatcher-1', 'decline', id, { reason: '重复' }))
    await sleep(HELD_MS)
    say(await raisedMeanwhile(scene, ids))
  } finally {
    await release()
  }
}

async function knownToSla(platform: TestPlatform, ids: readonly string[], timeout: number): Promise<void> {
  await eventually(
    async () => {
      const known = await platform
        .database('sla')
        .one<{ n: number }>(sql`select count(*)::int as n from timed_case where id = any(${ids}::uuid[])`)
      if (known?.n !== ids.length) throw new Error(`sla knows ${known?.n} of ${ids.length} cases`)
    },
    { timeout },
  )
}

/** Holds the locks that a consumer takes for its batches: it is as if each batch lasted an hour. */
async function holdPartitions(sla: Database): Promise<() => Promise<void>> {
  const session = await sla.session()
  for (const partition of HELD_PARTITIONS) {
    await session.query('select pg_advisory_lock($1)', [lockOf('sla', topics.dispatchCase.name, partition)])
  }
  return () => session.end()
}

async function raisedMeanwhile({ platform }: Scene, ids: readonly string[]): Promise<string> {
  const row = await platform.database('sla').one<{ held: number; others: number }>(
    sql`select count(*) filter (where c.part = any(${HELD_PARTITIONS}::int[]))::int as held, count(*) filter (where c.part <> all(${HELD_PARTITIONS}::int[]))::int as others
      from escalation e join timed_case c on c.id = e.case_id where c.id = any(${ids}::uuid[])`,
  )
  if (row?.held !== 0) throw new Error(`${row?.held} rungs fired on partitions of which nothing was known`)
  return `in the hour ${row.others} rungs fired on the other partitions, none on those that stood still`
}
