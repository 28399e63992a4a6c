import { trace } from '@opentelemetry/api'
import { type DestinationStream, pino } from 'pino'
import { redact } from './redact.ts'

type Fields = Readonly<Record<string, unknown>>

/** Fields first, then one sentence. ERROR means that a person must act. Inject it by this class. */
export abstract class Logger {
  abstract debug(fields: Fields, message: string): void
  abstract info(fields: Fields, message: string): void
  abstract warn(fields: Fields, message: string): void
  abstract error(fields: Fields, message: string): void
}

export interface LoggerOptions {
  readonly service: string
  readonly level: string
  readonly destination?: DestinationStream
}

/** JSON, one object a line, with the ids of the trace and without personal data. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: (fields: object) => redact(fields) as Record<string, unknown> },
    serializers: { err: (error: unknown) => error },
    mixin: traceIds,
  }
  return destination ? pino(options, destination) : pino(options)
}

function traceIds(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { traceId: span.traceId, spanId: span.spanId } : {}
}
