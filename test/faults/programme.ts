import { setTimeout as sleep } from 'node:timers/promises'
import { badNetwork, brokerFrozen, databaseStopped, diskFull, fairWeather, killsAtRandom, leaderFrozen } from './acts.ts'
import { consumerAnHourBehind } from './hour-behind.ts'
import type { Act } from './scene.ts'

/** A platform, and what happens to it in turn. */
export interface Part {
  readonly name: string
  readonly rate: number
  readonly replicas: Readonly<Record<string, number>>
  readonly cluster: boolean
  readonly acts: readonly Act[]
}

/** Everything but the loss of one of several brokers, in half an hour at scale 1. `only` picks acts by their names. */
export function acts(scale: number, only = /(?:)/): Part {
  const ms = (full: number) => Math.max(5_000, Math.round(full * scale))
  const all = [
    killsAtRandom(Math.max(10, Math.round(100 * scale)), 6_000),
    brokerFrozen(ms(40_000)),
    databaseStopped(ms(30_000)),
    badNetwork('broker', ms(60_000)),
    badNetwork('database', ms(60_000)),
    diskFull(ms(25_000)),
    leaderFrozen(16_000),
    consumerAnHourBehind,
  ]
  const chosen = all.filter(({ name }) => only.test(name))
  return { name: 'one broker', rate: 2, replicas: { dispatch: 2, sla: 2 }, cluster: false, acts: [fairWeather(ms(45_000)), ...chosen] }
}

export const cluster = (scale: number): Part => ({
  name: 'three brokers',
  rate: 2,
  replicas: {},
  cluster: true,
  acts: [fairWeather(15_000), oneBrokerLost(Math.max(8_000, 25_000 * scale))],
})

const oneBrokerLost = (ms: number): Act => ({
  name: `one of three brokers lost for ${ms / 1_000} s, and back`,
  says: [],
  play: ({ keeper, platform, random, say }) => {
    const lost = random.between(0, platform.brokers.length - 1)
    return keeper.without([platform.brokers[lost]!], async () => {
      await platform.brokers[lost]!.kill()
      say(`broker-${lost + 1} is lost`)
      await sleep(ms)
    })
  },
})
