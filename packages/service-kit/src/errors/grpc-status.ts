/** gRPC status codes by their names. */
export const grpcStatus = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const

const byHttpStatus: Readonly<Record<number, number>> = {
  400: grpcStatus.INVALID_ARGUMENT,
  401: grpcStatus.UNAUTHENTICATED,
  403: grpcStatus.PERMISSION_DENIED,
  404: grpcStatus.NOT_FOUND,
  405: grpcStatus.INVALID_ARGUMENT,
  409: grpcStatus.FAILED_PRECONDITION,
  412: grpcStatus.ABORTED,
  413: grpcStatus.RESOURCE_EXHAUSTED,
  415: grpcStatus.INVALID_ARGUMENT,
  422: grpcStatus.FAILED_PRECONDITION,
  429: grpcStatus.RESOURCE_EXHAUSTED,
  503: grpcStatus.UNAVAILABLE,
}

/** The gRPC status of a problem, from the HTTP status in the same table. */
export const grpcStatusOf = (httpStatus: number): number => byHttpStatus[httpStatus] ?? grpcStatus.INTERNAL
