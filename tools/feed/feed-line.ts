import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const common = { afterMs: z.number().int().min(0).default(0), id: z.string().optional() }
const body = z.record(z.string(), z.unknown()).default({})

/** A line of a file of demo/feed, as its README describes it. */
export const feedLine = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('inbound'),
    system: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    key: z.string(),
    value: z.unknown(),
  }),
  z.object({ ...common, kind: z.literal('report'), as: z.string(), body }),
  z.object({
    ...common,
    kind: z.literal('command'),
    as: z.string(),
    on: z.string(),
    command: z.string(),
    body,
    patienceMs: z.number().int().default(60_000),
  }),
])

export type FeedLine = z.output<typeof feedLine>
export type LineOf<Kind extends FeedLine['kind']> = Extract<FeedLine, { kind: Kind }>

/** The feed's files by name, each a list of lines. */
export function readFeed(folder: string): Map<string, FeedLine[]> {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return new Map(names.sort().map((name) => [name, linesOf(join(folder, name))]))
}

function linesOf(file: string): FeedLine[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (!line.trim()) return []
    const { success, data, error } = feedLine.safeParse(JSON.parse(line))
    if (!success) throw new Error(`${file}:${index + 1}: ${z.prettifyError(error)}`)
    return [data]
  })
}
