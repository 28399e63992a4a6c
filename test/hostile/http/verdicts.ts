import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Report } from '../report.ts'
import { CANARY } from '../town.ts'
import type { HostileRequest } from './requests.ts'
import type { WireAnswer } from './wire.ts'

const kept = resolve(import.meta.dirname, '../../../.cache/hostile')
const canaries = Object.values(CANARY).map((text) => Buffer.from(text))
const PROBLEM = Buffer.from('application/problem+json')

/** Looks at every answer, and keeps the request of those that must not be. */
export class Verdicts {
  readonly statuses = new Map<number, number>()
  unanswered = 0
  private readonly faults = new Map<string, string[]>([
    ['answers of 5xx', []],
    ['answers with what the other street keeps', []],
    ['refusals that are no problem+json', []],
  ])

  constructor(private readonly foreignIds: readonly string[]) {}

  see(request: HostileRequest, answer: WireAnswer | undefined): void {
    if (!answer) {
      this.unanswered++
      return
    }
    const { status, bytes, bodyAt } = answer
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
    if (status >= 500) this.fault('answers of 5xx', request, answer)
    if (this.leaks(answer)) this.fault('answers with what the other street keeps', request, answer)
    if (status >= 400 && !request.head && bytes.subarray(0, bodyAt).indexOf(PROBLEM) < 0)
      this.fault('refusals that are no problem+json', request, answer)
  }

  private leaks({ status, bytes }: WireAnswer): boolean {
    if (canaries.some((text) => bytes.includes(text))) return true
    return status < 300 && this.foreignIds.some((id) => bytes.includes(id))
  }

  private fault(kind: string, { service, label, bytes }: HostileRequest, answer: WireAnswer): void {
    const found = this.faults.get(kind)!
    const name = `${service} ${label} → ${answer.status}`
    if (found.filter((other) => other === name).length < 3) {
      mkdirSync(kept, { recursive: true })
      writeFileSync(
        join(kept, `${kind.replaceAll(' ', '-')}-${found.length}.http`),
        Buffer.concat([bytes, Buffer.from('\n\n'), answer.bytes]),
      )
    }
    found.push(name)
  }

  report(report: Report, where: string): void {
    for (const [kind, found] of this.faults) {
      report.none(`${where}: no ${kind}`, [...new Set(found)])
    }
    const statuses = [...this.statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`)
    report.say(`${where}: ${statuses.join(', ')}, closed without an answer: ${this.unanswered}`)
  }

  get answered(): number {
    return [...this.statuses.values()].reduce((sum, n) => sum + n, 0)
  }

  get busy(): number {
    return this.statuses.get(429) ?? 0
  }
}
