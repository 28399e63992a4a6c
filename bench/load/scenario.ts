/** What one user does in one turn. A module of `bench/scenarios/` exports one as `scenario`; it runs in the generator's process. */
export type Scenario<Input = never> = (input: Input) => Turn

/** Rejects when the turn did not come to its end. `user` counts from 0. */
export type Turn = (user: number, send: Send) => Promise<void>

/** Sends one request. An answer of 429 ends the turn as refused, one that `also` does not name and that is 400 or more as failed. */
export type Send = (request: LoadRequest) => Promise<LoadAnswer>

export interface LoadRequest {
  /** Under which latencies are counted. */
  readonly name: string
  readonly origin: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly token: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses of 400 and more that are part of the turn, such as a case that is not there yet. They are not in the latencies. */
  readonly also?: readonly number[]
}

export interface LoadAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service says
  readonly body: any
}
