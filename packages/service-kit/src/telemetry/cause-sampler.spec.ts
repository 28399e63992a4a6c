import { type Link, ROOT_CONTEXT, type SpanContext, SpanKind, TraceFlags, trace } from '@opentelemetry/api'
import { SamplingDecision } from '@opentelemetry/sdk-trace'
import { CauseSampler } from './cause-sampler.ts'

const span = (sampled: boolean): SpanContext => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
})
const linkedTo = (...sampled: boolean[]): Link[] => sampled.map((one) => ({ context: span(one) }))

function isRecorded(ratio: number, { parent, links = [] }: { parent?: SpanContext; links?: Link[] } = {}): boolean {
  const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
  const { decision } = new CauseSampler(ratio).shouldSample(context, 'f'.repeat(32), 'consume', SpanKind.CONSUMER, {}, links)
  return decision === SamplingDecision.RECORD_AND_SAMPLED
}

describe('a span', () => {
  it('is recorded if its parent is, whatever part is taken of what begins here', () => {
    expect(isRecorded(0, { parent: span(true) })).toBe(true)
    expect(isRecorded(1, { parent: span(false) })).toBe(false)
  })

  it('that joins several is recorded if one of them is', () => {
    expect(isRecorded(0, { links: linkedTo(false, true) })).toBe(true)
    expect(isRecorded(1, { links: linkedTo(false, false) })).toBe(false)
  })

  it('that nothing caused is recorded by chance', () => {
    expect(isRecorded(1)).toBe(true)
    expect(isRecorded(0)).toBe(false)
  })
})
