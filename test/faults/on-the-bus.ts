import { readTopic } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import type { Heard } from '../journeys/bus.ts'
import type { TestPlatform } from '../platform/platform.ts'

/** Everything on a topic that can be read, from its first record to what is its end now. */
export async function everythingOn(platform: TestPlatform, topic: string): Promise<Heard[]> {
  const { kafka, prefix } = platform.bus
  const contents = readTopic(kafka, prefix + topic)
  try {
    const ends = await kafka.endOffsets(prefix + topic)
    await eventually(
      () => {
        const next = new Map<number, bigint>()
        for (const { partition, offset } of contents.records) next.set(partition, BigInt(offset) + 1n)
        for (const [partition, end] of ends)
          if ((next.get(partition) ?? 0n) < end) throw new Error(`${topic}/${partition} is not read whole`)
      },
      { timeout: 60_000, interval: 200 },
    )
  } finally {
    await contents.stop()
  }
  return contents.records.flatMap(({ key, headers, value }) => {
    try {
      const text = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]))
      return [
        { topic, key: key?.toString() ?? '', headers: text, value: JSON.parse(value?.toString() ?? 'null') as Record<string, unknown> },
      ]
    } catch {
      return [] // The poison.
    }
  })
}

/** Each event where it appears for the first time. */
export const firstsOf = (heard: readonly Heard[]): Heard[] => {
  const seen = new Map<string, Heard>()
  for (const event of heard) if (!seen.has(event.headers['ce_id']!)) seen.set(event.headers['ce_id']!, event)
  return [...seen.values()]
}
