import { join } from 'node:path'
import { readFeed } from './feed-line.ts'
import { fill } from './placeholders.ts'

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
    const feed = readFeed(join(import.meta.dirname, '../../demo/feed'))
    expect(feed.size).toBeGreaterThan(0)
    for (const [name, lines] of feed) {
      const brought = new Set<string>()
      for (const line of lines) {
        if (line.kind === 'command') expect({ name, on: line.on, known: brought.has(line.on) }).toEqual({ name, on: line.on, known: true })
        else if (line.id) brought.add(line.id)
      }
    }
  })
})
