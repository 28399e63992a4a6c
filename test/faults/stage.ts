import { setTimeout as sleep } from 'node:timers/promises'
import { inboundTopic, topics } from '@yiwang/contracts'
import { Random } from '../../tools/demo/random.ts'
import { type PlatformOptions, TestPlatform } from '../platform/platform.ts'
import { WEBHOOK_TYPES } from './checks/telling.ts'
import { cureThePoison } from './cure.ts'
import { Feed, LEGACY_SYSTEM } from './feed.ts'
import { stories } from './handling.ts'
import { Keeper, victimsOf } from './keeper.ts'
import { Network } from './network.ts'
import { allReady, Pace } from './pace.ts'
import { Poison } from './poison.ts'
import { Receiver } from './receiver.ts'
import { Repeater } from './repeater.ts'
import type { Act, Played, Scene } from './scene.ts'
import { settled } from './settled.ts'
import { Witness } from './witness.ts'

export interface StageOptions {
  readonly seed: number
  /** Matters that begin in a second. */
  readonly rate: number
  readonly replicas: NonNullable<PlatformOptions['replicas']>
  readonly shipped?: boolean
  /** Three brokers, which the services reach without the network between. */
  readonly cluster?: boolean
  readonly say: (line: string) => void
}

/** A platform with everything around it that a run of faults needs. */
export class Stage {
  readonly played: Played[] = []

  private constructor(
    readonly scene: Scene,
    private readonly rate: number,
  ) {}

  static async set({ seed, rate, replicas, shipped = false, cluster = false, say }: StageOptions): Promise<Stage> {
    const network = await Network.start()
    const pace = new Pace()
    const platform = await TestPlatform.start({
      servers: cluster ? { cluster } : { walSegmentMb: 1, kafka: { proxied: network.brokerListener } },
      shipped,
      replicas,
      environment: (name, index, usual) => pace.environment(cluster ? usual : network.environment(name, index, usual)),
    })
    const victims = victimsOf(platform)
    const receiver = await subscribed(platform)
    const scene: Scene = {
      platform,
      network,
      victims,
      keeper: new Keeper(victims),
      feed: new Feed(platform, new Random(seed)),
      receiver,
      repeaters: repeatersOf(platform),
      witness: new Witness(platform),
      poison: new Poison(platform),
      pace,
      // Not the feed's, which draws as fast as it is answered: the same seed is the same faults.
      random: new Random(seed),
      say,
    }
    await settled(platform)
    return new Stage(scene, rate)
  }

  startFeed(): void {
    this.scene.feed.start(this.rate, stories)
  }

  /** Plays it, and goes on listening for a while: what is said of it may come late. */
  async play(act: Act, afterwardsMs = 5_000): Promise<void> {
    const { say, witness } = this.scene
    say(act.name)
    witness.take()
    const began = performance.now()
    await act.play(this.scene)
    await sleep(afterwardsMs)
    const seconds = (performance.now() - began) / 1_000
    this.played.push({ name: act.name, seconds, testimony: witness.take() })
  }

  /** The last matters are through, everything is back, published, consumed and told. */
  async settle(): Promise<void> {
    const { feed, platform, say } = this.scene
    say('waiting until everything is through')
    await feed.finish()
    await allReady(platform)
    await settled(platform)
  }

  async cure(): Promise<void> {
    await cureThePoison(this.scene)
    await settled(this.scene.platform)
  }

  async strike(): Promise<void> {
    const { feed, keeper, witness, repeaters, receiver, platform, network } = this.scene
    feed.giveUp()
    await Promise.all([keeper.stop(), witness.stop()])
    await Promise.all(repeaters.map((repeater) => repeater.stop().catch(() => {})))
    await platform.stop()
    await Promise.all([receiver.stop(), network.stop()])
  }
}

async function subscribed(platform: TestPlatform): Promise<Receiver> {
  const receiver = await Receiver.start()
  const wanted = { url: receiver.url, types: WEBHOOK_TYPES, area: '500105' }
  const { secret } = await platform.person('integrator-1').ask<{ secret: string }>('notify', 'POST', '/v1/webhooks', wanted)
  receiver.expectSignedWith(secret)
  return receiver
}

/** Every topic; of what the directory has published before only what comes now. */
function repeatersOf({ bus: { kafka, prefix } }: TestPlatform): Repeater[] {
  const ofDirectory = [topics.directoryChange.name, topics.directoryGeometry.name]
  const others = Object.values(topics).map(({ name }) => name)
  const names = others.filter((name) => !(ofDirectory as string[]).includes(name)).concat(inboundTopic(LEGACY_SYSTEM))
  return [
    new Repeater(
      kafka,
      names.map((name) => prefix + name),
    ),
    new Repeater(
      kafka,
      ofDirectory.map((name) => prefix + name),
      'latest',
    ),
  ]
}
