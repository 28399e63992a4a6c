import { type Tracer, trace } from '@opentelemetry/api'

export type Outcome = 'applied' | 'duplicate' | 'waiting' | 'dead'

/** What messaging tells about itself. The names of spans' scope and of metrics belong to whoever implements this. */
export interface MessagingTelemetry {
  readonly tracer: Tracer
  /** The relay had a batch acknowledged. */
  published(topic: string, events: number): void
  /** A row that the broker refused; it and the later ones of its key stand still until a person acts. */
  refused(topic: string): void
  leading(isLeader: boolean): void
  consumed(group: string, topic: string, outcome: Outcome, events: number): void
  /** From taking the batch in hand to its commit. */
  batchDuration(group: string, topic: string, seconds: number): void
  paused(group: string, topic: string, partition: number): void
}

const nothing = () => {}

export const silentTelemetry: MessagingTelemetry = {
  tracer: trace.getTracer('silent'),
  published: nothing,
  refused: nothing,
  leading: nothing,
  consumed: nothing,
  batchDuration: nothing,
  paused: nothing,
}

/** The part of pino's logger that messaging uses. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLog: Log = { info: nothing, warn: nothing, error: nothing }

export interface Clock {
  now(): Date
  /** How many milliseconds of it pass in one real millisecond. */
  readonly speed: number
}
