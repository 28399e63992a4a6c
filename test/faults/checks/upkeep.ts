import { setTimeout as sleep } from 'node:timers/promises'
import { listParked } from '@yiwang/messaging'
import { services } from '../../../tools/services.ts'
import { scanEverything } from '../../hostile/scan.ts'
import { demoSecrets } from '../../hostile/scanner.ts'
import type { Act, Check, Played, Scene } from '../scene.ts'
import { shown } from './query.ts'

const PARKED = 'select consumer, topic, key, count(*), min(reason) from messaging.parked group by consumer, topic, key'
const QUARANTINE = `GET /v1/quarantine?system=city-management&state=HELD`

const parkedNow = async ({ platform }: Scene) => (await Promise.all(services.map((name) => listParked(platform.database(name))))).flat()

/** What is still unpublished after ten seconds: the clocks of a cured case go on, and what they say lies there for a moment. */
async function staysInOutboxes({ platform }: Scene): Promise<number> {
  for (let tries = 20; ; tries--) {
    const waiting = await Promise.all(services.map((name) => platform.waitingIn(name)))
    const all = waiting.reduce((sum, n) => sum + n, 0)
    if (all === 0 || tries === 1) return all
    await sleep(500)
  }
}

/** Before the cure. */
export const poisonIsParked: Check = {
  title: 'the poison of every topic is parked where it is read, with its reason, and nothing else is',
  async examine(scene) {
    const { platform, poison } = scene
    const parked = (await parkedNow(scene)).map(({ consumer, topic, key, reason }) => `${consumer} ${topic} ${key} ${reason}`)
    const expected = poison.expected.map(({ consumer, topic, key, reason }) => `${consumer} ${topic} ${key} ${reason}`)
    const { items } = await platform
      .person('editor-1')
      .ask<{ items: { eventId: string; reason: string }[] }>('intake', 'GET', '/v1/quarantine?system=city-management&state=HELD')
    const held = items.find(({ eventId }) => eventId === poison.quarantined)
    const reasons = [...Map.groupBy(poison.expected, ({ reason }) => reason)].map(([reason, of]) => `“${reason}” ${of.length}`)
    const result = {
      parked: parked.length,
      missing: expected.filter((one) => !parked.includes(one)).length,
      'nobody expects': parked.filter((one) => !expected.includes(one)).length,
      reasons: reasons.join(' and '),
      'in quarantine': held ? `“${held.reason}”` : 'nothing',
    }
    return {
      query: `each database: ${PARKED}; ${QUARANTINE}`,
      result: shown(result),
      passed: expected.length > 0 && result.missing + result['nobody expects'] === 0 && held !== undefined,
    }
  },
}

export const upkeepChecks: readonly Check[] = [
  {
    title: 'nothing personal lies in a log, a metric or a topic of ours',
    async examine({ platform }) {
      const scanned = await scanEverything({ platform, secrets: demoSecrets() })
      const found = scanned.flatMap((of) => of.found)
      return {
        query: 'every log, /metrics and topic from its first offset, against the names of everybody in the demo district',
        result: shown({ found: found.length, such: found.slice(0, 3).join(', ') || 'nothing' }),
        passed: found.length === 0,
      }
    },
  },
  {
    title: 'parked keys are gone after replay and drop',
    async examine(scene) {
      const parked = await parkedNow(scene)
      const waiting = await staysInOutboxes(scene)
      const { status } = await scene.platform.person('dispatcher-1').call('dispatch', 'GET', `/v1/cases/${scene.poison.curable}`)
      const result = { parked: parked.length, 'in outboxes': waiting, 'the cured case is answered': status }
      return {
        query: `each database: ${PARKED}; select count(*) from messaging.outbox`,
        result: shown(result),
        passed: result.parked === 0 && result['in outboxes'] === 0 && status === 200,
      }
    },
  },
  {
    title: 'every client got an answer in the end, and none that nobody foresaw',
    async examine({ feed }) {
      const { requests, withoutAnswer, refusedForNow, unforeseen } = feed.insistence.hardship()
      const forNow = Object.entries(refusedForNow).map(([status, n]) => `${status}: ${n}`)
      const counts = {
        requests,
        'without an answer': withoutAnswer,
        'sent again after': forNow.join(' ') || 'nothing',
        unforeseen: unforeseen.length,
        refused: feed.refused.length,
      }
      return {
        query: 'what clients were answered until they had what they asked for',
        result: [shown(counts), ...unforeseen.slice(0, 3), ...feed.refused.slice(0, 3)].join('; '),
        passed: requests > 0 && unforeseen.length === 0 && feed.refused.length === 0,
      }
    },
  },
  {
    title: 'ERROR was logged for the poison alone',
    async examine(_, played) {
      const errors = played.flatMap(({ name, testimony }) =>
        [...testimony.logs.keys()].filter(isUncalledFor).map((words) => `${name}: ${words}`),
      )
      return {
        query: 'every line of level error of every log',
        result: [`others ${errors.length}`, ...errors.slice(0, 5)].join('; '),
        passed: errors.length === 0,
      }
    },
  },
]

const ABOUT_POISON = /an event cannot be applied; its key is parked|an event of a compacted topic cannot be read/
const isUncalledFor = (words: string) => words.startsWith('ERROR') && !ABOUT_POISON.test(words)

export const silentWhenHealthy: Check = {
  title: 'a healthy run is ready and warns of nothing',
  async examine(_, played) {
    const { testimony } = played[0]!
    const words = [...testimony.readiness.keys(), ...testimony.logs.keys()]
    return {
      query: 'readiness once a second and every line of level warn or error before the first fault',
      result: [`words ${words.length}`, ...words.slice(0, 5)].join('; '),
      passed: words.length === 0,
    }
  },
}

/** While it was wrong, readiness or a log said so. */
export const saidWhatWasWrong = ({ name, says }: Act): Check => ({
  title: `${name}: readiness and logs said what was wrong`,
  async examine(_, played: readonly Played[]) {
    const testimony = played.find((one) => one.name === name)?.testimony
    const words = testimony ? [...testimony.readiness, ...testimony.logs].sort(([, a], [, b]) => b - a).map(([text]) => text) : []
    const unsaid = says.filter((pattern) => !words.some((text) => pattern.test(text)))
    const quoted = says.flatMap((pattern) => words.find((text) => pattern.test(text)) ?? [])
    return {
      query: `readiness once a second and every line of level warn or error while it lasted, for ${says.join(' and ')}`,
      result:
        unsaid.length > 0
          ? `nobody said ${unsaid.join(' or ')}; said were: ${words.slice(0, 8).join('; ')}`
          : [...new Set(quoted)].join('; '),
      passed: unsaid.length === 0,
    }
  },
})
