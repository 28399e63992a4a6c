/** Where the servers of a test run listen. */
export interface TestServers {
  readonly postgres: string
  readonly brokers: string
}

export interface StartedServers extends TestServers {
  stop(): Promise<void>
}
