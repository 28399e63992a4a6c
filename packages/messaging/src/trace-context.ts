import { randomBytes } from 'node:crypto'
import { type Context, isSpanContextValid, type Link, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'

/** The W3C `traceparent` of the span in hand; where there is none, such as in a sweep, a trace that begins here and is not sampled. */
export function currentTraceparent(): string {
  const span = trace.getActiveSpan()?.spanContext()
  if (!span || !isSpanContextValid(span)) return `00-${randomHex(16)}-${randomHex(8)}-00`
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`
}

let pool = Buffer.alloc(0)
let used = 0

/** A pool: every call for random bytes costs microseconds, however few they are. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(4_096)
    used = 0
  }
  return pool.toString('hex', used, (used += bytes))
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
/** A span with hundreds of links is of no use to anybody. */
const LINKS = 32

/** What a batch follows from: the one span that caused its events is its parent; several are linked to it, and it begins a trace of its own. */
export function causeOf(traceparents: Iterable<string | undefined>): { readonly parent: Context; readonly links: Link[] } {
  const links = linksTo(traceparents)
  const [only] = links
  return only && links.length === 1
    ? { parent: trace.setSpanContext(ROOT_CONTEXT, only.context), links: [] }
    : { parent: ROOT_CONTEXT, links }
}

/** Links to the spans that caused the events of a batch, each once. */
function linksTo(traceparents: Iterable<string | undefined>): Link[] {
  const links = new Map<string, Link>()
  for (const traceparent of traceparents) {
    if (links.size === LINKS) break
    const context = traceparent === undefined ? undefined : spanContextOf(traceparent)
    if (context && traceparent) links.set(traceparent, { context })
  }
  return [...links.values()]
}

function spanContextOf(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? []
  if (!traceId || !spanId || !flags) return undefined
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return isSpanContextValid(context) ? context : undefined
}
