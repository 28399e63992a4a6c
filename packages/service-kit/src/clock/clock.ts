import type { BaseConfig } from '../config/base-config.ts'

/** What time it is for deadlines and facts. Inject it by this class. */
export abstract class Clock {
  abstract now(): Date
  /** How many times faster than real time it runs. */
  abstract readonly speed: number
}

export class SystemClock extends Clock {
  readonly speed = 1

  now(): Date {
    return new Date()
  }
}

export interface DemoTime {
  /** The real instant at which the demo clock began, in ms. */
  readonly realOrigin: number
  /** The instant that it showed then, in ms. */
  readonly demoOrigin: number
  readonly speed: number
}

/** Begins at a chosen instant and runs at a chosen speed, so that a demo starts on a working morning. */
export class DemoClock extends Clock {
  readonly speed: number

  constructor(
    private readonly time: DemoTime,
    private readonly real: Clock = new SystemClock(),
  ) {
    super()
    this.speed = time.speed
  }

  now(): Date {
    const passed = this.real.now().getTime() - this.time.realOrigin
    return new Date(Math.floor(this.time.demoOrigin + passed * this.speed))
  }
}

type ClockConfig = Pick<BaseConfig, 'CLOCK_REAL_ORIGIN' | 'CLOCK_DEMO_ORIGIN' | 'CLOCK_SPEED'>

/** The demo clock if an origin or a speed is configured, else real time. */
export function clockFrom(config: ClockConfig): Clock {
  const { CLOCK_REAL_ORIGIN, CLOCK_DEMO_ORIGIN, CLOCK_SPEED } = config
  if (CLOCK_DEMO_ORIGIN === undefined && CLOCK_SPEED === undefined) return new SystemClock()
  const realOrigin = CLOCK_REAL_ORIGIN ?? new SystemClock().now().getTime()
  return new DemoClock({ realOrigin, demoOrigin: CLOCK_DEMO_ORIGIN ?? realOrigin, speed: CLOCK_SPEED ?? 1 })
}
