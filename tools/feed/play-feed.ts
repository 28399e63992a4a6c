import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { connectKafka } from '@yiwang/messaging'
import { issueToken } from '../issuer/token.ts'
import type { DataFolder } from '../start/data-folder.ts'
import type { DemoClock } from '../start/demo-clock.ts'
import type { Endpoints } from '../start/endpoints.ts'
import { root } from '../start/paths.ts'
import { readFeed } from './feed-line.ts'
import { FeedPlayer } from './feed-player.ts'
import { MattersOfInbound } from './matters-of-inbound.ts'
import { People } from './people.ts'

const feed = join(root, 'demo/feed')

/** Plays the demo feed against a running platform, all its files at once. Returns what stops it. */
export function playFeed(endpoints: Endpoints, folder: DataFolder, clock: DemoClock, say: (line: string) => void): () => void {
  const stopping = new AbortController()
  const run = randomBytes(3).toString('hex')
  const kafka = connectKafka({ brokers: endpoints.kafka, clientId: 'demo-feed' })
  const matters = new MattersOfInbound(kafka, run)
  const people = new People((login) =>
    issueToken(endpoints.issuer, folder.issuerKeys, { login, audience: 'yiwang', expiresInSeconds: 12 * 3600 }),
  )
  const playing = kafka.openProducer().then(async (producer) => {
    const player = new FeedPlayer({ endpoints, people, producer, matters, files: join(feed, 'files'), run, now: () => clock.now() })
    const plays = [...readFeed(feed)].map(([name, lines]) =>
      player.play(lines, stopping.signal).catch((error: Error) => {
        if (!stopping.signal.aborted) say(`the feed ${name} ends: ${error.message}`)
      }),
    )
    await Promise.all(plays)
    await producer.close()
  })
  playing.catch((error) => say(`the demo feed cannot be played: ${error.message}`))
  // Its Kafka clients are left to end with this process: leaving a group takes seconds, and nobody else is in it.
  return () => stopping.abort()
}
