import { setTimeout as sleep } from 'node:timers/promises'
import type { TcpProxy } from '@yiwang/testing'
import { limitFileSize } from './disk.ts'
import type { Act, Scene } from './scene.ts'

/** Nothing. */
export const fairWeather = (ms: number): Act => ({ name: `nothing for ${ms / 1_000} s`, says: [], play: () => sleep(ms).then(() => {}) })

/** Draws each of them once, then any of them. */
function eachFirst<T>(all: readonly T[], random: Scene['random']): () => T {
  const fresh = [...all]
  return () => (fresh.length > 0 ? fresh.splice(fresh.indexOf(random.pick(fresh)), 1)[0]! : random.pick(all))
}

/** kill -9 of one process after the other, drawn at random, without waiting until the last one is back. */
export const killsAtRandom = (count: number, everyMs: number): Act => ({
  name: `kill -9 at random, ${count} in all, one every ${everyMs / 1_000} s`,
  says: [/does not answer/],
  async play({ victims, random, say }) {
    const killed = new Map<string, number>()
    const next = eachFirst(victims, random)
    for (let n = 0; n < count; n++) {
      const { name, process } = next()
      killed.set(name, (killed.get(name) ?? 0) + 1)
      void process.kill()
      if ((n + 1) % 10 === 0) say(`${n + 1} killed`)
      await sleep(everyMs)
    }
    say([...killed].map(([name, times]) => `${name} ${times}`).join(', '))
  },
})

export const brokerFrozen = (ms: number): Act => ({
  name: `the broker frozen for ${ms / 1_000} s`,
  says: [/(broker|relay|consumer): /],
  async play({ platform }) {
    platform.broker.freeze()
    await sleep(ms)
    platform.broker.thaw()
  },
})

export const databaseStopped = (ms: number): Act => ({
  name: `PostgreSQL stopped for ${ms / 1_000} s`,
  says: [/database: /, /relay: /],
  play: ({ keeper, platform }) =>
    keeper.without([platform.postgres], async () => {
      await platform.postgres.stop()
      await sleep(ms)
    }),
})

const TROUBLES: readonly ((proxy: TcpProxy) => void)[] = [
  (proxy) => proxy.cut(),
  (proxy) => proxy.reset(),
  (proxy) => proxy.setWeather({ delayMs: 150 }),
  (proxy) => proxy.setWeather({ swallow: true }),
  (proxy) => proxy.setWeather({ refuse: true }),
  (proxy) => proxy.setWeather({}),
]

/** Each trouble once and then at random: delays and refusals alone may pass unnoticed, and so may what lasts less than two seconds. */
export const badNetwork = (which: 'broker' | 'database', ms: number): Act => ({
  name: `a bad network between services and ${which} for ${ms / 1_000} s`,
  says: which === 'broker' ? [/(broker|relay|consumer): |could not be published/] : [/database: |lost its leadership/],
  async play({ network, random }) {
    const proxy = network[which]
    const next = eachFirst(TROUBLES, random)
    const eachMs = Math.min(3_000, ms / TROUBLES.length)
    for (let spent = 0; spent < ms; spent += eachMs) {
      next()(proxy)
      await sleep(eachMs)
    }
    proxy.setWeather({})
  },
})

export const diskFull = (ms: number): Act => ({
  name: `no file of the database may grow beyond 1 MB for ${ms / 1_000} s`,
  says: [/File too large/],
  async play({ platform }) {
    const release = limitFileSize(platform.postgres.pid, 1024 * 1024)
    await sleep(ms)
    release()
  },
})

/** Longer than its lease: another has taken over when it wakes. */
export const leaderFrozen = (ms: number): Act => ({
  name: `the leading relay of dispatch frozen for ${ms / 1_000} s`,
  says: [/dispatch-\d does not answer/],
  async play(scene) {
    const index = await leaderOfDispatch(scene)
    const frozen = scene.platform.process('dispatch', index)
    scene.say(`dispatch-${index} leads and is frozen`)
    frozen.freeze()
    await sleep(ms)
    const next = await leaderOfDispatch(scene, index)
    scene.say(`dispatch-${next} leads`)
    frozen.thaw()
  },
})

/** Who said last that its relay leads. */
async function leaderOfDispatch({ platform }: Scene, except?: number): Promise<number> {
  const leads = platform
    .processes()
    .filter(({ name, index }) => name === 'dispatch' && index !== except)
    .map(({ index }) => ({
      index,
      line: platform
        .logText('dispatch', index)
        .split('\n')
        .findLast((line) => line.includes('"leads":')),
    }))
    .filter(({ line }) => line?.includes('"leads":true'))
    .map(({ index, line }) => ({ index, time: (JSON.parse(line!) as { time: string }).time }))
    .toSorted((a, b) => b.time.localeCompare(a.time))
  if (!leads[0]) throw new Error('no relay of dispatch leads')
  return leads[0].index
}
