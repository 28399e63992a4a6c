import { setTimeout as pause } from 'node:timers/promises'
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import type { HealthRegistry } from '../health/health-registry.ts'
import type { Logger } from '../logging/logger.ts'

/** In this order, after the last request was answered: what takes in first, what others stand on last. */
const PHASES = ['consumers', 'work', 'relay', 'copies', 'connections'] as const
export type StopPhase = (typeof PHASES)[number]

interface Step {
  readonly phase: StopPhase
  readonly name: string
  readonly stop: () => unknown
}

/** Orders start and stop: consumers start when what they need is there, and everything stops in one order. */
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly steps: Step[] = []
  private readonly tellings: (() => unknown)[] = []
  private readonly needs: Promise<unknown>[] = []
  private readonly beginnings: { readonly name: string; readonly begin: () => void }[] = []
  private ended = false

  constructor(
    private readonly health: HealthRegistry,
    private readonly log: Logger,
    private readonly drainMs = 0,
  ) {}

  get stopping(): boolean {
    return this.ended
  }

  /** `stop` runs in its phase of the stop; later registered ones of a phase first. */
  onStop(phase: StopPhase, name: string, stop: () => unknown): void {
    this.steps.unshift({ phase, name, stop })
  }

  /** The stop has begun, and nothing has ended yet. */
  whenStopping(tell: () => unknown): void {
    this.tellings.push(tell)
  }

  /** Consumers and background work wait for this, such as the first reading of the directory. */
  consumersNeed(ready: Promise<unknown>): void {
    this.needs.push(ready)
  }

  /** All that consumers and background work wait for is there. */
  needsMet(): Promise<unknown> {
    return Promise.all(this.needs)
  }

  /** Begins once the service is up and all needs are there; never if it is stopping by then. */
  afterNeeds(name: string, begin: () => void): void {
    this.beginnings.push({ name, begin })
  }

  onApplicationBootstrap(): void {
    void this.needsMet().then(() => {
      for (const { name, begin } of this.ended ? [] : this.beginnings) {
        this.log.debug({ part: name }, 'begins')
        begin()
      }
    })
  }

  /** Who has not heard of it yet is still served for a while: each answer says that its connection ends, and nobody writes into one that is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ended = true
    this.health.stop()
    await pause(this.drainMs)
    for (const tell of this.tellings) tell()
  }

  async onApplicationShutdown(): Promise<void> {
    for (const phase of PHASES) {
      for (const step of this.steps.filter((candidate) => candidate.phase === phase)) await this.stopOne(step)
    }
  }

  private async stopOne({ name, stop }: Step): Promise<void> {
    try {
      await stop()
    } catch (error) {
      this.log.warn({ err: error, step: name }, 'one step of the stop failed; the others go on')
    }
  }
}
