import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { badNetwork, brokerFrozen, databaseStopped, fairWeather, killsAtRandom } from '../faults/acts.ts'
import { checksAfter, poisonIsParked } from '../faults/checks/all.ts'
import type { Check } from '../faults/scene.ts'
import { Stage } from '../faults/stage.ts'

/** The short form of `npm run test:faults`: the same feed, the same queries, fewer faults. */
const seed = Math.floor(Math.random() * 1_000_000)
const acts = [
  fairWeather(6_000),
  killsAtRandom(12, 1_500),
  brokerFrozen(7_000),
  databaseStopped(4_000),
  badNetwork('broker', 15_000),
  badNetwork('database', 9_000),
]

type Outcome = Awaited<ReturnType<Check['examine']>>

let stage: Stage | undefined
let whatIsParked: Outcome

/** Dispatch in two processes; everything is delivered three times, and a poison lies on every topic. */
beforeAll(async () => {
  // As shipped: what is killed a dozen times comes back in half the time.
  await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../tools/build.mjs')])
  stage = await Stage.set({ seed, rate: 3, replicas: { dispatch: 2 }, shipped: true, say: () => {} })
  stage.startFeed()
  const [nothing, ...faults] = acts
  await stage.play(nothing!, 0)
  await stage.scene.poison.write()
  for (const act of faults) await stage.play(act, 1_000)
  await stage.settle()
  whatIsParked = await examine(poisonIsParked)
  await stage.cure()
}, 600_000)
afterAll(() => stage?.strike(), 60_000)

const examine = ({ examine }: Check) => examine(stage!.scene, stage!.played)
const expectPassed = ({ query, result, passed }: Outcome) => expect({ query, result, passed }).toEqual({ query, result, passed: true })

describe(`a dozen kills, a broker frozen, a database stopped, a bad network (seed ${seed})`, () => {
  it(poisonIsParked.title, () => expectPassed(whatIsParked))

  it.each(checksAfter(acts))('$title', async (check) => expectPassed(await examine(check)), 180_000)
})
