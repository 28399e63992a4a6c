/** Where the servers of a test run listen. */
export interface TestServers {
  readonly postgres: string
  readonly brokers: string
}

export interface StartedServers extends TestServers {
  stop(): Promise<void>
}

/** A Kafka that one test file may end as it likes, beside the one of the run. */
export interface OwnBroker {
  /** `host:port`, the same after it was killed and started again; so is what it holds. */
  readonly brokers: string
  /** Without a word. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}
