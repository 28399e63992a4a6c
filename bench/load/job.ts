/** What the generator is told to do. */
export interface Job {
  /** The module of `bench/scenarios/`, without its ending. */
  readonly scenario: string
  readonly input: unknown
  readonly pace: ClosedLoop | OpenLoop
}

/** So many users, each beginning the next turn when its last one has ended. */
export interface ClosedLoop {
  readonly users: number
  readonly seconds: number
  /** Before it, and not counted. */
  readonly warmUpSeconds?: number
}

/** So many turns a second, whatever becomes of them; latencies count from the instant at which a turn was meant to begin. */
export interface OpenLoop {
  readonly phases: readonly { readonly rate: number; readonly seconds: number }[]
  /** Connections, and turns under way: 2000 where nothing is said. What is beyond waits, and its waiting counts. */
  readonly most?: number
}

export interface Latency {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export interface LoadResult {
  /** Turns that came to their end, and how many that is a second. */
  readonly done: number
  readonly perSecond: number
  /** Turns that ended with 429, and whether each of these said Retry-After. */
  readonly refused: number
  readonly refusedWithoutRetryAfter: number
  readonly failed: number
  /** How often each failure was met, ten kinds at most. */
  readonly failures: Readonly<Record<string, number>>
  /** Milliseconds of whole turns, and of each request that was answered below 400. */
  readonly turns: Latency
  readonly requests: Readonly<Record<string, Latency>>
  /** Of all requests together. */
  readonly anyRequest: Latency
  readonly timeline: readonly Second[]
}

/** What ended in one second, counted from the begin. */
export interface Second {
  readonly second: number
  readonly done: number
  readonly refused: number
  readonly failed: number
  readonly p95: number
}
