import { readFileSync } from 'node:fs'
import { deadLetterTopic, topics } from '@yiwang/contracts'
import { readTopic } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import type { TestPlatform } from '../platform/platform.ts'
import { type Find, Scanner, type Secrets } from './scanner.ts'

export interface ToScan {
  readonly platform: TestPlatform
  readonly secrets: Secrets
  /** What a collector has found. */
  readonly exported?: readonly Find[]
}

/** Where personal data was looked for, and what was found of it there. */
export interface Scanned {
  readonly where: string
  readonly found: readonly string[]
}

/** Looks for personal data wherever it must not be: every log, metric, span and topic of ours. What legacy systems wrote is theirs. */
export async function scanEverything({ platform, secrets, exported = [] }: ToScan): Promise<Scanned[]> {
  const scanner = new Scanner(secrets)
  const processes = platform.processes().map(({ name, index }) => ({ name, index, http: platform.addresses(name)[index]!.http }))
  const logs = processes.flatMap(({ name, index }) => scanner.scan(`the log of ${name}`, readFileSync(platform.logOf(name, index))))
  const metrics: Find[] = []
  for (const { name, http } of processes) metrics.push(...scanner.scan(`metrics of ${name}`, await (await fetch(`${http}/metrics`)).text()))
  const events = (await Promise.all(ourTopics().map((topic) => scanTopic(scanner, platform, topic)))).flat()
  const all = { logs, metrics, 'spans and metrics exported': exported, 'topics of ours': events }
  return Object.entries(all).map(([where, found]) => ({ where, found: distinct(found) }))
}

const ourTopics = () => Object.values(topics).flatMap(({ name }) => [name, deadLetterTopic(name)])
const distinct = (found: readonly Find[]): string[] => [...new Set(found.map(({ what, where }) => `${what} in ${where}`))]

async function scanTopic(scanner: Scanner, { bus }: TestPlatform, topic: string): Promise<Find[]> {
  const full = bus.prefix + topic
  const ends = (await bus.kafka.partitionsOf([full])).size > 0 ? await bus.kafka.endOffsets(full) : new Map<number, bigint>()
  if ([...ends.values()].every((end) => end === 0n)) return []
  const { records, stop } = readTopic(bus.kafka, full)
  try {
    await eventually(
      () => {
        const read = new Map(records.map(({ partition, offset }) => [partition, BigInt(offset)]))
        // The last of a compacted topic may be the mark of a transaction, which no reader gets.
        const missing = [...ends].filter(([partition, end]) => end > 0n && (read.get(partition) ?? -1n) < end - 2n)
        if (missing.length > 0) throw new Error(`${topic} is not read to its end`)
      },
      { timeout: 300_000, interval: 1_000 },
    )
    return records.flatMap(({ key, value, headers }) =>
      scanner.scan(topic, Buffer.concat([key ?? Buffer.alloc(0), value ?? Buffer.alloc(0), ...Object.values(headers)])),
    )
  } finally {
    await stop()
  }
}
