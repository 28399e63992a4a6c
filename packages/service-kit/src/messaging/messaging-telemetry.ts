import { trace } from '@opentelemetry/api'
import type { Log, MessagingTelemetry } from '@yiwang/messaging'
import type { Logger } from '../logging/logger.ts'
import { record, SCOPE } from '../telemetry/telemetry.ts'

/** What messaging tells about itself, under our names; topics are named without the prefix. */
export const messagingTelemetry = (prefix = ''): MessagingTelemetry => ({
  tracer: trace.getTracer(SCOPE),
  published: (topic, events) => record('eventsPublished', events, { topic: topic.slice(prefix.length) }),
  refused: (topic) => record('eventsRefused', 1, { topic: topic.slice(prefix.length) }),
  leading: (isLeader) => record('relayLeading', isLeader ? 1 : 0),
  consumed: (_, topic, outcome, events) => record('eventsConsumed', events, { topic, outcome }),
  batchDuration: (_, topic, seconds) => record('batchDuration', seconds, { topic }),
  paused: (_, topic, partition) => record('consumerPauses', 1, { topic, partition }),
})

/** Messaging's reasons are about faults, not words of people, so they are not hidden as `reason` is. */
export function messagingLog(log: Logger): Log {
  const renamed = ({ reason, ...fields }: { reason?: unknown }) => (reason === undefined ? fields : { ...fields, because: reason })
  return {
    info: (fields, message) => log.info(renamed(fields), message),
    warn: (fields, message) => log.warn(renamed(fields), message),
    error: (fields, message) => log.error(renamed(fields), message),
  }
}
