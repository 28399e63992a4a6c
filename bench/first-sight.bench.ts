import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Database, sql } from '@yiwang/database'
import { TestPlatform } from '../test/platform/platform.ts'
import type { Bench, BenchContext } from './bench.ts'
import { Client } from './load/client.ts'
import { gridWorkers, withTokens } from './people.ts'

const PER_SECOND = 100
const LOOK_EVERY_MS = 5
const GIVEN_UP_MS = 10_000

export const bench: Bench = {
  name: 'first-sight',
  what: 'from the 201 of a matter to its case in the database of dispatch; 100 matters a second, one observer that looks every 5 ms',
  async run(context) {
    for (const replicas of [1, 2]) await measure(context, replicas)
  },
}

async function measure({ report, say, onEnd, seconds, legs }: BenchContext, replicas: number): Promise<void> {
  const platform = await TestPlatform.start({ servers: {}, shipped: true, replicas: { dispatch: replicas } })
  onEnd(() => platform.stop())
  const observer = new Observer(platform.database('dispatch'))
  onEnd(() => observer.stop())
  // Cold, it may refuse some. V8 compiles for as long as it does under the lifecycles.
  await reportMatters(platform, observer, 2 * seconds)
  observer.restart()
  const refused = await reportMatters(platform, observer, seconds * legs)
  if (refused > 0) throw new Error(`${refused} matters were refused`)
  await observer.stop()
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => observer.latency(share)) as [number, number, number, number]
  const of = replicas === 1 ? '1 replica' : `${replicas} replicas`
  say(
    `${of}: ${observer.seen} cases, p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, at most ${max.toFixed(0)} ms`,
  )
  report({ figure: `first sight p50, ${of}`, value: p50, unit: 'ms' })
  report({ figure: `first sight p99, ${of}`, value: p99, unit: 'ms', goal: { atMost: 200 } })
  await platform.stop()
}

/** At a steady pace, whatever becomes of the answers; says how many were none of a matter. */
async function reportMatters({ http, issuer }: TestPlatform, observer: Observer, seconds: number): Promise<number> {
  const workers = await withTokens(issuer, gridWorkers(PER_SECOND))
  const client = new Client(PER_SECOND)
  const sent: Promise<void>[] = []
  let refused = 0
  const began = performance.now()
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    const early = began + (n * 1000) / PER_SECOND - performance.now()
    if (early > 1) await pause(early)
    const { token, grid } = workers[n % workers.length]!
    const request = { name: 'report', origin: http.intake, method: 'POST', path: '/v1/matters', token } as const
    const body = { type: 'plain-grid', text: '楼道堆放杂物,影响通行', areaCode: grid }
    sent.push(
      client.send({ ...request, headers: { 'idempotency-key': randomUUID() }, body }).then((answer) => {
        if (answer.status === 201) observer.expect(answer.body.id)
        else refused++
      }),
    )
  }
  await Promise.all(sent)
  await observer.seenAll()
  await client.close()
  return refused
}

/** Looks for the cases of the matters that were answered, all of them in one query. */
class Observer {
  private readonly expected = new Map<string, number>()
  private latencies: number[] = []
  private stopped = false
  private readonly done: Promise<void>

  constructor(private readonly dispatch: Database) {
    this.done = this.look()
  }

  get seen(): number {
    return this.latencies.length
  }

  expect(id: string): void {
    this.expected.set(id, performance.now())
  }

  restart(): void {
    this.latencies = []
  }

  latency(share: number): number {
    const sorted = this.latencies.toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share))] ?? Number.NaN
  }

  async seenAll(): Promise<void> {
    const until = performance.now() + GIVEN_UP_MS
    while (this.expected.size > 0 && performance.now() < until) await pause(LOOK_EVERY_MS)
    if (this.expected.size > 0) throw new Error(`${this.expected.size} cases were never seen`)
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.done
  }

  private async look(): Promise<void> {
    while (!this.stopped) {
      const next = performance.now() + LOOK_EVERY_MS
      if (this.expected.size > 0) {
        const found = await this.dispatch.rows<{ id: string }>(
          sql`select id from kase where id = any(${[...this.expected.keys()]}::uuid[])`,
        )
        const now = performance.now()
        for (const { id } of found) {
          this.latencies.push(now - this.expected.get(id)!)
          this.expected.delete(id)
        }
      }
      await pause(Math.max(0, next - performance.now()))
    }
  }
}
