import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceName } from '../../tools/services.ts'
import type { TestPlatform } from '../platform/platform.ts'

/** What was said, in its words, and how often. */
export type Words = ReadonlyMap<string, number>

/** What the services said while something happened. */
export interface Testimony {
  /** `<service> <check>: <reason>`, from /health/ready. */
  readonly readiness: Words
  /** `<level> <service>: <message> (<because>)`, of levels warn and error. */
  readonly logs: Words
}

interface Readiness {
  readonly status: string
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string; readonly lag?: number }>>
}

/** Asks every process every second whether it is ready and reads every log, and keeps what is said by what was done meanwhile. */
export class Witness {
  private readonly offsets = new Map<string, number>()
  private readonly asking: Promise<void>[]
  private current = { readiness: new Map<string, number>(), logs: new Map<string, number>() }
  private stopped = false

  constructor(private readonly platform: TestPlatform) {
    this.asking = platform.processes().map(({ name, index }) => this.askAgainAndAgain(name, index))
  }

  /** What was said since the last time. */
  take(): Testimony {
    this.readLogs()
    const taken = this.current
    this.current = { readiness: new Map(), logs: new Map() }
    return taken
  }

  async stop(): Promise<void> {
    this.stopped = true
    await Promise.all(this.asking)
  }

  private async askAgainAndAgain(name: ServiceName, index: number): Promise<void> {
    const { http } = this.platform.addresses(name)[index]!
    while (!this.stopped) {
      for (const words of await unready(http)) count(this.current.readiness, `${this.nameOf(name, index)} ${words}`)
      await sleep(1_000)
    }
  }

  private nameOf(name: ServiceName, index: number): string {
    return this.platform.addresses(name).length > 1 ? `${name}-${index}` : name
  }

  private readLogs(): void {
    for (const { name, index } of this.platform.processes()) {
      const file = this.platform.logOf(name, index)
      if (!existsSync(file)) continue
      const text = readFileSync(file)
      const from = this.offsets.get(file) ?? 0
      const end = text.lastIndexOf('\n') + 1
      this.offsets.set(file, Math.max(from, end))
      for (const line of text.subarray(from, end).toString().split('\n')) {
        const words = alarming(line)
        if (words) count(this.current.logs, `${words.level} ${this.nameOf(name, index)}: ${words.text}`)
      }
    }
  }
}

/** The checks that fail, each with its reason; nothing if it is ready. */
async function unready(url: string): Promise<string[]> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(4_000) })
    const { checks } = (await response.json()) as Readiness
    return Object.entries(checks)
      .filter(([, { ok }]) => !ok)
      .map(([check, { reason }]) => `${check}: ${inGeneral(reason ?? '')}`)
  } catch {
    return ['does not answer']
  }
}

function alarming(line: string): { level: string; text: string } | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const { level, message, because, err } = JSON.parse(line) as {
      level: string
      message: string
      because?: string
      err?: { message?: string }
    }
    if (level !== 'warn' && level !== 'error' && level !== 'fatal') return undefined
    const why = because ?? err?.message
    return { level: level === 'warn' ? 'WARN' : 'ERROR', text: inGeneral(why ? `${message} (${why})` : message) }
  } catch {
    return undefined
  }
}

/** Without what differs from case to case. */
const inGeneral = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\bt[0-9a-f]{10}\./g, '')
    .replace(/127\.0\.0\.1:\d+/g, '<address>')
    .replace(/base\/\d+\/\d+/g, 'base/<n>/<n>')
    .replace(/\b\d{3,}\b/g, '<n>')
    .slice(0, 240)

function count(words: Map<string, number>, text: string): void {
  words.set(text, (words.get(text) ?? 0) + 1)
}
