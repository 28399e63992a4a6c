import assert from 'node:assert/strict'
import { inboundTopic } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import { inboundSamples } from '../../journeys/bus.ts'
import { NotHere } from '../checks.ts'
import type { Installation } from '../installation.ts'
import { scaledByLag } from '../values.ts'

const SYSTEM = 'city-management'
const SCALED = 'intake'
const WAVE = 2_000
const WAVE_MS = 4_000

/** As much as comes in asks for pods: one, three, and one again. */
export async function checkScaling(installation: Installation): Promise<void> {
  const { checks, cluster, release } = installation
  checks.begin('scaling')
  await checks.check('by the lag of its consumer intake goes from 1 pod to 3 and back to 1; nothing is lost or doubled', async () => {
    if (!(await cluster.kinds()).has('keda.sh/ScaledObject')) throw new NotHere('it has no KEDA')
    await release.upgrade(scaledByLag(SCALED, inboundTopic(SYSTEM)))
    await cluster.untilPods(SCALED, 1, 120_000)
    const storm = new Storm(installation)
    const grown = cluster.untilPods(SCALED, 3, 240_000)
    const stop = storm.blow()
    try {
      await grown
    } finally {
      await stop()
    }
    const effects = await storm.expectOnce()
    await cluster.untilPods(SCALED, 1, 240_000)
    return effects
  })
}

/** Reports of a legacy system, wave after wave. */
class Storm {
  private readonly run = Date.now().toString(36)
  private sent = 0

  constructor(private readonly installation: Installation) {}

  /** Blows until it is stopped. */
  blow(): () => Promise<void> {
    let blowing = true
    const ended = this.waves(() => blowing)
    return () => {
      blowing = false
      return ended
    }
  }

  /** Of each report one matter, of each matter one case that is registered and nothing else. */
  async expectOnce(): Promise<string> {
    const { effects, servers } = this.installation
    const rows = await eventually(
      async () => {
        const mattersOf = sql`select matter as id from foreign_number where number like ${`${this.run}-%`}`
        const found = await servers.database('intake').rows<{ id: string }>(mattersOf)
        assert.equal(found.length, this.sent, 'matters, of as many reports')
        return found
      },
      { timeout: 300_000, interval: 1_000 },
    )
    assert.equal(new Set(rows.map(({ id }) => id)).size, this.sent, 'matters of their own')
    return effects.expect(new Map(rows.map(({ id }) => [id, ['registered']])))
  }

  private async waves(goesOn: () => boolean): Promise<void> {
    const producer = await this.installation.servers.kafka().openProducer()
    while (goesOn()) {
      await producer.send(Array.from({ length: WAVE }, () => this.report()))
      await new Promise((done) => setTimeout(done, WAVE_MS))
    }
    await producer.close()
  }

  private report() {
    const { headers, value } = inboundSamples(SYSTEM)[0]!
    const number = `${this.run}-${++this.sent}`
    const body = JSON.stringify({ ...value, taskNum: number })
    return { topic: inboundTopic(SYSTEM), key: number, value: body, headers: { ...headers, ce_id: `${number}-report` } }
  }
}
