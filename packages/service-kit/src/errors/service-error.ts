/** What a problem of one code always has in common. */
export interface ProblemType {
  readonly status: number
  readonly title: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
}
export type ProblemTable<Code extends string = string> = Readonly<Record<Code, ProblemType>>

/** One thing that is wrong with the request: where (RFC 6901) and what to do about it. */
export interface Fault {
  readonly pointer: string
  readonly detail: string
}

export interface ProblemDetails {
  readonly errors?: readonly Fault[]
  /** Further members of the problem, such as `by`, `at` and `state` of a conflict. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly retryAfter?: number
  readonly cause?: unknown
}

/**
 * The one error class of a service: `class DispatchError extends ServiceError<keyof typeof dispatchProblems> {}`.
 * The code names an entry of the service's table; the detail says to the caller what to do.
 */
export class ServiceError<Code extends string = string> extends Error {
  readonly errors: readonly Fault[] | undefined
  readonly extra: Readonly<Record<string, unknown>> | undefined
  readonly retryAfter: number | undefined

  constructor(
    readonly code: Code,
    readonly detail: string,
    details: ProblemDetails = {},
  ) {
    super(detail, { cause: details.cause })
    this.name = new.target.name
    this.errors = details.errors
    this.extra = details.extra
    this.retryAfter = details.retryAfter
  }
}
