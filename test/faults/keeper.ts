import { setTimeout as sleep } from 'node:timers/promises'
import type { Faulty } from '../platform/faulty.ts'
import type { TestPlatform } from '../platform/platform.ts'

export interface Victim {
  readonly name: string
  readonly process: Faulty
}

/** Every process of the platform, its servers included. */
export const victimsOf = (platform: TestPlatform): Victim[] => [
  ...platform.processes().map(({ name, index, process }) => ({ name: `${name}-${index}`, process })),
  { name: 'postgres', process: platform.postgres },
  ...platform.brokers.map((process, k) => ({ name: platform.brokers.length > 1 ? `broker-${k + 1}` : 'broker', process })),
]

/** Starts whatever has ended again on its ports, at once, as a supervisor does. */
export class Keeper {
  private readonly held = new Set<Faulty>()
  private readonly keeping: Promise<void>[]
  private stopping = false

  constructor(victims: readonly Victim[]) {
    this.keeping = victims.map(({ process }) => this.keep(process))
  }

  /** Leaves them down while something is done. */
  async without(processes: readonly Faulty[], action: () => Promise<void>): Promise<void> {
    for (const process of processes) this.held.add(process)
    try {
      await action()
    } finally {
      for (const process of processes) this.held.delete(process)
    }
  }

  /** Starts nothing any more; what is being started is ended. */
  async stop(): Promise<void> {
    this.stopping = true
    await Promise.all(this.keeping)
  }

  private async keep(process: Faulty): Promise<void> {
    while (!this.stopping) {
      if (process.isRunning() || this.held.has(process)) await sleep(50)
      // Ended again while it started: begun anew.
      else await Promise.race([process.start().catch(() => {}), this.toldToStop()])
    }
  }

  private async toldToStop(): Promise<void> {
    while (!this.stopping) await sleep(200)
  }
}
