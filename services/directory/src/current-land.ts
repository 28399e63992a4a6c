import { Injectable } from '@nestjs/common'
import { HealthRegistry, Logger } from '@yiwang/service-kit'
import { LandRepository } from './adapters/db/land.repository.ts'
import { Land } from './domain/land.ts'

const LOOK_EVERY_MS = 1_000

/** The land as the last import left it: polygons are kept in memory, and read again when an import has changed something. */
@Injectable()
export class CurrentLand {
  #land = new Land([], [])
  #revision: number | undefined
  #read = false
  #stopped = false

  constructor(
    private readonly repository: LandRepository,
    private readonly log: Logger,
    health: HealthRegistry,
  ) {
    health.register('areas', () => (this.#read ? { ok: true } : { ok: false, reason: 'the areas have not been read yet' }))
  }

  get land(): Land {
    return this.#land
  }

  /** Looks from now on; returns how to stop. */
  follow(): () => Promise<void> {
    let wake = () => {}
    const follow = async () => {
      while (!this.#stopped) {
        await this.refresh().catch((error: unknown) =>
          this.log.warn({ err: error }, 'the areas could not be read again; the old ones stay'),
        )
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LOOK_EVERY_MS)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    }
    const done = follow()
    return async () => {
      this.#stopped = true
      wake()
      await done
    }
  }

  /** Reads the areas if they have changed. */
  async refresh(): Promise<void> {
    const revision = await this.repository.revision()
    if (revision !== this.#revision) {
      this.#land = await this.repository.land()
      this.#revision = revision
      this.log.info({ revision }, 'the areas were read')
    }
    this.#read = true
  }
}
