import type { Random } from '../../tools/demo/random.ts'
import type { TestPlatform } from '../platform/platform.ts'
import type { Feed } from './feed.ts'
import type { Keeper, Victim } from './keeper.ts'
import type { Network } from './network.ts'
import type { Pace } from './pace.ts'
import type { Poison } from './poison.ts'
import type { Receiver } from './receiver.ts'
import type { Repeater } from './repeater.ts'
import type { Testimony, Witness } from './witness.ts'

/** What a run stands on. */
export interface Scene {
  readonly platform: TestPlatform
  readonly network: Network
  readonly victims: readonly Victim[]
  readonly keeper: Keeper
  readonly feed: Feed
  readonly receiver: Receiver
  readonly repeaters: readonly Repeater[]
  readonly witness: Witness
  readonly poison: Poison
  readonly pace: Pace
  readonly random: Random
  readonly say: (line: string) => void
}

/** Something that goes wrong, and what has to be said of it while it does. */
export interface Act {
  readonly name: string
  /** Each must stand in what readiness or a log said. */
  readonly says: readonly RegExp[]
  play(scene: Scene): Promise<void>
}

export interface Played {
  readonly name: string
  readonly seconds: number
  readonly testimony: Testimony
}

/** What a query has found. */
export interface Finding {
  readonly title: string
  /** As it was asked. */
  readonly query: string
  readonly result: string
  readonly passed: boolean
}

/** One thing that must hold after everything. */
export interface Check {
  readonly title: string
  examine(scene: Scene, played: readonly Played[]): Promise<Omit<Finding, 'title'>>
}
