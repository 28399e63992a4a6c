export { type BackgroundWork, backgroundWork } from './bootstrap/background-work.ts'
export { Lifecycle, type StopPhase } from './bootstrap/lifecycle.ts'
export { Loop } from './bootstrap/loop.ts'
export { retrying } from './bootstrap/retrying.ts'
export { type RunningService, serve } from './bootstrap/serve.ts'
export { CONFIG, KAFKA, SERVICE, type Service } from './bootstrap/service.ts'
export { Clock, clockFrom, DemoClock, type DemoTime, SystemClock } from './clock/clock.ts'
export { DAY_MS, secondsToNext } from './clock/daily.ts'
export { kafkaOptions, kafkaVariables } from './config/kafka-config.ts'
export { grpcStatus, grpcStatusOf } from './errors/grpc-status.ts'
export { answerTo, PROBLEM_MEDIA_TYPE, type Problem, problemUrn } from './errors/problem.ts'
export { RequestError, type RequestProblem, requestProblems } from './errors/request-problems.ts'
export { faultsOf } from './errors/schema-faults.ts'
export { type Fault, type ProblemDetails, type ProblemTable, type ProblemType, ServiceError } from './errors/service-error.ts'
export { Answers } from './grpc/answers.ts'
export { type CallLimits, type GrpcClient, grpcClient } from './grpc/client.ts'
export { paced } from './grpc/paced.ts'
export { type Health, type HealthCheck, HealthRegistry, healthOf, type Readiness } from './health/health-registry.ts'
export { differentIds } from './http/different-ids.ts'
export { EtagInterceptor } from './http/etag.interceptor.ts'
export {
  etag,
  IDEMPOTENCY_KEY_SCHEMA,
  IdempotencyKey,
  IF_MATCH_SCHEMA,
  IfMatch,
  type Language,
  languageOf,
  parseIdempotencyKey,
  parseIfMatch,
  RequestLanguage,
  RequiredIdempotencyKey,
  requireIdempotencyKey,
} from './http/headers.ts'
export {
  type Cursor,
  DEFAULT_PAGE_SIZE,
  LARGEST_PAGE_SIZE,
  type Page,
  type PageQuery,
  PageTokens,
  pageOf,
  pageQuery,
  type Reader,
} from './http/page.ts'
export { someWords, words } from './http/words.ts'
export { type Actor, type Holding, STAFF_SOURCE, type StaffMember, type StaffSource } from './identity/actor.ts'
export { ActorResolver } from './identity/actor-resolver.ts'
export { ANY_STAFF, CallableBy, type Caller, CurrentActor, Public } from './identity/call.ts'
export { residentId } from './identity/resident-id.ts'
export { ServiceToken } from './identity/service-token.ts'
export { createLogger, Logger } from './logging/logger.ts'
export { Consumers, type ConsumersOptions, consumers } from './messaging/consumers.ts'
export { messagingLog, messagingTelemetry } from './messaging/messaging-telemetry.ts'
export { type RelayOptions, relay } from './messaging/relay.ts'
export { type SealedPlace, Sealing } from './personal-data/sealing.ts'
export { ServiceModule } from './service.module.ts'
export * from './start.ts'
export { Gauges } from './telemetry/gauges.ts'
export { type GaugesOf, gaugesOf } from './telemetry/gauges-of.ts'
export { inSpan, inSpanIf, record } from './telemetry/telemetry.ts'
export { type Metric, type MetricName, metricNames, prometheusName, type SpanName, spanNames } from './telemetry/telemetry-names.ts'
