import { type Attributes, type Context, isSpanContextValid, type Link, type SpanKind, TraceFlags, trace } from '@opentelemetry/api'
import { type Sampler, SamplingDecision, type SamplingResult, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'

/**
 * What has a cause shares its fate: a child follows its parent, and a batch is recorded if one of the spans that it is linked to is. So a
 * sampled matter can be followed through every batch that it joins. Of what begins here a part is taken.
 */
export class CauseSampler implements Sampler {
  private readonly root: Sampler

  constructor(private readonly ratio: number) {
    this.root = new TraceIdRatioBasedSampler(ratio)
  }

  shouldSample(context: Context, traceId: string, name: string, kind: SpanKind, attributes: Attributes, links: Link[]): SamplingResult {
    const parent = trace.getSpanContext(context)
    if (parent && isSpanContextValid(parent)) return decided(isSampled(parent.traceFlags))
    if (links.length > 0) return decided(links.some((link) => isSampled(link.context.traceFlags)))
    return this.root.shouldSample(context, traceId, name, kind, attributes, links)
  }

  toString(): string {
    return `CauseSampler{${this.ratio}}`
  }
}

const isSampled = (flags: number): boolean => (flags & TraceFlags.SAMPLED) !== 0
const decided = (sampled: boolean): SamplingResult => ({
  decision: sampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
})
