import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventData } from '../../services/intake/src/domain/inbound/event-data.ts'
import { mappingPackSchema } from '../../services/intake/src/domain/pack/mapping-pack.ts'
import { transform } from '../../services/intake/src/domain/pack/transforms.ts'
import { type FeedLine, readFeed } from './feed-line.ts'
import { fill } from './placeholders.ts'

const demo = join(import.meta.dirname, '../../demo')
const json = (file: string) => JSON.parse(readFileSync(join(demo, file), 'utf8'))
const placeholders = { run: 'abc', now: () => Date.parse('2026-03-03T01:02:03Z') }

describe('the demo feed', () => {
  it('fills in the run and the demo clock, in RFC 3339 and as it is in Shanghai', () => {
    const line = { key: 'CM-{{run}}-1', value: { happenTime: '{{local}}', sent: ['{{now}}'] } }
    expect(fill(line, placeholders)).toEqual({
      key: 'CM-abc-1',
      value: { happenTime: '2026-03-03 09:02:03', sent: ['2026-03-03T01:02:03.000Z'] },
    })
  })

  it('gives commands only on matters that an earlier line of the same file brings', () => {
    const feed = readFeed(join(demo, 'feed'))
    expect(feed.size).toBeGreaterThan(0)
    for (const [name, lines] of feed) {
      const brought = new Set<string>()
      for (const line of lines) {
        if (line.kind === 'command') expect({ name, on: line.on, known: brought.has(line.on) }).toEqual({ name, on: line.on, known: true })
        else if (line.id) brought.add(line.id)
      }
    }
  })

  it('has a matter done only if its type needs no decision of the owners, for nobody in it asks for one', () => {
    const needing = new Set(
      json('district/catalogue.json').flatMap((type: { code: string; needsDecision?: boolean }) => (type.needsDecision ? [type.code] : [])),
    )
    expect(needing.size).toBeGreaterThan(0)
    const done = [...readFeed(join(demo, 'feed')).values()].flatMap((lines) => {
      const ended = new Set(
        lines.flatMap((line) => (line.kind === 'command' && ['solve', 'feed-back'].includes(line.command) ? [line.on] : [])),
      )
      return lines.filter((line) => line.id && ended.has(line.id)).map(typeOf)
    })
    expect(done).not.toContain(undefined)
    expect(done.filter((type) => needing.has(type))).toEqual([])
  })
})

/** The type of the matter that a line brings; of a legacy system's, as its pack says. */
function typeOf(line: FeedLine): unknown {
  if (line.kind === 'report') return line.body['type']
  if (line.kind !== 'inbound') return undefined
  const { map, tables } = mappingPackSchema.parse(json(`packs/${line.system}.json`))
  return transform(eventData({ headers: line.headers, value: JSON.stringify(line.value) }), map.type, tables)
}
