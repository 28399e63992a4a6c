import { eventually } from '@yiwang/testing'
import type { TestPlatform } from '../platform/platform.ts'
import type { Keeper } from './keeper.ts'
import { demoNow } from './settled.ts'

/** How fast the demo clock runs; it goes on from where it stands when that changes. */
export class Pace {
  private clock: Readonly<Record<string, string>> = {}

  readonly environment = (usual: Readonly<Record<string, string>>): Record<string, string> => ({ ...usual, ...this.clock })

  /** Stops every service and lets the keeper start it again on the other clock. */
  async change(platform: TestPlatform, keeper: Keeper, speed: number): Promise<void> {
    const services = platform.processes().map(({ process }) => process)
    const now = await demoNow(platform)
    await keeper.without(services, async () => {
      await Promise.all(services.map((process) => process.stop()))
      this.clock = { CLOCK_REAL_ORIGIN: String(Date.now()), CLOCK_DEMO_ORIGIN: String(Date.parse(now) + 1_000), CLOCK_SPEED: String(speed) }
    })
    await allReady(platform)
  }
}

export async function allReady(platform: TestPlatform): Promise<void> {
  await eventually(
    async () => {
      for (const { name, index } of platform.processes()) {
        const { ok } = await fetch(`${platform.addresses(name)[index]!.http}/health/ready`)
        if (!ok) throw new Error(`${name}-${index} is not ready`)
      }
    },
    { timeout: 120_000, interval: 500 },
  )
}
