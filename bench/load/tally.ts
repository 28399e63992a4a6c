import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { Latency, LoadResult, Second } from './job.ts'

/** Counts what became of turns and requests. */
export class Tally {
  private readonly turns = histogram()
  private readonly any = histogram()
  private readonly requests = new Map<string, RecordableHistogram>()
  private readonly seconds: { done: number; refused: number; failed: number; turns: RecordableHistogram }[] = []
  private readonly failures = new Map<string, number>()
  private withoutRetryAfter = 0
  private began = performance.now()

  /** Forgets what was counted, at the end of a warm-up. */
  restart(): void {
    for (const known of [this.turns, this.any, ...this.requests.values()]) known.reset()
    this.seconds.length = 0
    this.failures.clear()
    this.withoutRetryAfter = 0
    this.began = performance.now()
  }

  request(name: string, ms: number): void {
    let known = this.requests.get(name)
    if (!known) this.requests.set(name, (known = histogram()))
    known.record(micros(ms))
    this.any.record(micros(ms))
  }

  done(ms: number): void {
    this.turns.record(micros(ms))
    const second = this.second()
    second.done++
    second.turns.record(micros(ms))
  }

  refused(retryAfter: boolean): void {
    this.second().refused++
    if (!retryAfter) this.withoutRetryAfter++
  }

  failed(why: string): void {
    this.second().failed++
    if (this.failures.has(why) || this.failures.size < 10) this.failures.set(why, (this.failures.get(why) ?? 0) + 1)
  }

  result(): LoadResult {
    const elapsed = (performance.now() - this.began) / 1000
    const sum = (of: 'done' | 'refused' | 'failed') => this.seconds.reduce((total, second) => total + (second?.[of] ?? 0), 0)
    return {
      done: sum('done'),
      perSecond: sum('done') / elapsed,
      refused: sum('refused'),
      refusedWithoutRetryAfter: this.withoutRetryAfter,
      failed: sum('failed'),
      failures: Object.fromEntries(this.failures),
      turns: latencyOf(this.turns),
      requests: Object.fromEntries([...this.requests].map(([name, known]) => [name, latencyOf(known)])),
      anyRequest: latencyOf(this.any),
      timeline: Array.from(this.seconds, secondOf),
    }
  }

  private second() {
    const now = Math.floor((performance.now() - this.began) / 1000)
    return (this.seconds[now] ??= { done: 0, refused: 0, failed: 0, turns: histogram() })
  }
}

const histogram = () => createHistogram({ figures: 3 })
const micros = (ms: number) => Math.max(1, Math.round(ms * 1000))

function latencyOf(known: RecordableHistogram): Latency {
  const at = (percentile: number) => (known.count === 0 ? 0 : known.percentile(percentile) / 1000)
  return { count: known.count, p50: at(50), p95: at(95), p99: at(99), max: known.count === 0 ? 0 : known.max / 1000 }
}

const secondOf = (
  known: { done: number; refused: number; failed: number; turns: RecordableHistogram } | undefined,
  second: number,
): Second => ({
  second,
  done: known?.done ?? 0,
  refused: known?.refused ?? 0,
  failed: known?.failed ?? 0,
  p95: known ? latencyOf(known.turns).p95 : 0,
})
