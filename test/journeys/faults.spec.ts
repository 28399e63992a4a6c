import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { events, inboundTopic, topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import { listParked, replayParked } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import type { Entry } from '../platform/person.ts'
import { TestPlatform } from '../platform/platform.ts'
import { type Heard, inboundSamples, Listener, writeInbound } from './bus.ts'
import { expectSoundLedger } from './ledger-rules.ts'
import { Repeater } from './repeater.ts'

/** 500 matters in all. */
const REPORTS = 390
const FROM_LEGACY = 100
const ENDED_IN_TIME = 10
const ALL = REPORTS + FROM_LEGACY + ENDED_IN_TIME
const TYPES = ['plain-street', 'trial-street', 'plain-grid', 'trial-grid', 'plain-street'] as const
const SYSTEM = 'city-management'
const POISON = randomUUID()

let platform: TestPlatform
let listener: Listener
let repeater: Repeater
const reported: { id: string; type: (typeof TYPES)[number] }[] = []
/** Cases of a trial type that somebody ended before any of their rungs. */
const endedInTime = new Set<string>()

const own = [
  topics.intakeMatter,
  topics.intakeQuarantine,
  topics.dispatchCase,
  topics.slaClock,
  topics.slaEscalation,
  topics.notifyDelivery,
]
const dispatcher = () => platform.person('dispatcher-1')

beforeAll(async () => {
  platform = await TestPlatform.start()
  const { kafka, prefix } = platform.bus
  listener = new Listener(kafka, prefix, [topics.dispatchCase.name, topics.slaEscalation.name, topics.notifyDelivery.name])
  repeater = await Repeater.start(
    kafka,
    [...own, topics.dispatchProgress].map(({ name }) => prefix + name).concat(prefix + inboundTopic(SYSTEM)),
  )
  await feed()
}, 240_000)
afterAll(async () => {
  await repeater?.stop()
  await listener?.close()
  await platform?.stop()
}, 60_000)

/** 500 matters. A third of the way dispatch is killed, a poison event is written, and two thirds of the way dispatch is back. */
async function feed(): Promise<void> {
  const { kafka, prefix } = platform.bus
  let back: Promise<void> | undefined
  await inParallel(
    Array.from({ length: REPORTS }, (_, n) => n),
    16,
    async (n) => {
      if (n === Math.floor(REPORTS / 3)) await platform.kill('dispatch')
      if (n === Math.floor(REPORTS / 4)) await writePoison(1, 'received')
      if (n === Math.floor(REPORTS / 2)) await writeInbound(kafka, prefix, SYSTEM, legacyMatters())
      if (n === Math.floor((REPORTS * 2) / 3)) back = platform.startService('dispatch')
      const type = TYPES[n % TYPES.length]!
      const { id } = await platform
        .person('resident-1')
        .ask<{ id: string }>('intake', 'POST', '/v1/matters', { type, text: `事项 ${n}` }, { 'idempotency-key': `feed-${n}` })
      reported.push({ id, type })
    },
  )
  await back
  await writePoison(2, 'source_updated')
  // Dispatch waits some seconds for a version that it does not know, and matters of the same partition with it.
  await eventually(async () => expect(await listParked(platform.database('dispatch'))).not.toEqual([]), { timeout: 40_000 })
  await endSomeInTime()
}

const legacyMatters = () =>
  Array.from({ length: FROM_LEGACY }, (_, n) => {
    const sample = inboundSamples(SYSTEM)[0]!
    const number = `FAULT-${n}`
    return { ...sample, key: number, headers: { ...sample.headers, ce_id: number }, value: { ...sample.value, taskNum: number } }
  })

/** An event of intake that dispatch cannot apply: the catalogue has no such version of the type. */
async function writePoison(sequence: number, fact: 'received' | 'source_updated'): Promise<void> {
  const { now: at } = await dispatcher().ask<{ now: string }>('directory', 'GET', '/v1/now')
  const { type, topic } = events.intakeMatter[fact]
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_source: '/districts/500105/intake',
    ce_type: type,
    ce_time: at,
    ce_subject: POISON,
    ce_sequence: String(sequence).padStart(10, '0'),
    ce_partitionkey: POISON,
    ce_area: '500105005',
    'content-type': 'application/json',
  }
  const value = {
    matterId: POISON,
    type: 'plain-street',
    typeVersion: 2,
    area: '500105005',
    receivedAt: at,
    reporter: { kind: 'SYSTEM', id: 'test' },
    system: 'test',
    eventId: headers.ce_id,
  }
  const producer = await platform.bus.kafka.openProducer()
  await producer.send([{ topic: platform.bus.prefix + topic.name, key: POISON, value: JSON.stringify(value), headers }])
  await producer.close()
}

/** Some more trial cases, each declined as soon as it is there, before its first rung. */
async function endSomeInTime(): Promise<void> {
  for (let n = 0; n < ENDED_IN_TIME; n++) {
    const id = await platform.person('resident-1').report({ type: 'trial-street', text: `及时办结 ${n}` })
    reported.push({ id, type: 'trial-street' })
    const { receivedAt, closedAt } = await dispatcher().does('decline', id, { reason: '重复' })
    expect(Date.parse(closedAt!)).toBeLessThan(Date.parse(receivedAt) + 16_000)
    endedInTime.add(id)
  }
}

async function inParallel<Item, Result>(items: readonly Item[], width: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = new Array(items.length)
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < items.length) {
        const k = next++
        results[k] = await work(items[k]!)
      }
    }),
  )
  return results
}

const idsOf = async (service: 'intake' | 'dispatch', table: string) =>
  (await platform.database(service).rows<{ id: string }>(sql`select id from ${{ text: table, values: [] }} order by id`)).map(
    ({ id }) => id,
  )

const firsts = (heard: readonly Heard[]) => [...new Map(heard.map((event) => [event.headers['ce_id'], event])).values()]

describe('500 matters, dispatch killed in between, everything delivered three times, a poison in the middle', () => {
  it('each matter that was received has one case, and no case has no matter', async () => {
    await eventually(
      async () => {
        expect(await idsOf('intake', 'matter')).toHaveLength(ALL)
        expect(await idsOf('dispatch', 'kase')).toEqual(await idsOf('intake', 'matter'))
      },
      { timeout: 60_000, interval: 500 },
    )
    expect(new Set(reported.map(({ id }) => id)).size).toBe(REPORTS + ENDED_IN_TIME)
  }, 90_000)

  it('the copies were delivered', () => {
    expect(repeater.repeated).toBeGreaterThan(2_000)
  })

  it('only the poison’s key is parked, with its reason, and what comes later of that key waits behind it', async () => {
    await eventually(
      async () => {
        const parked = await listParked(platform.database('dispatch'))
        expect(parked).toMatchObject([
          {
            key: POISON,
            topic: expect.stringContaining('intake.matter.v1'),
            reason: expect.stringContaining('version 2 of type plain-street'),
          },
        ])
        expect(parked[0]!.waiting).toBeGreaterThanOrEqual(2)
      },
      { timeout: 40_000 },
    )
    for (const service of ['intake', 'sla', 'notify'] as const) expect(await listParked(platform.database(service))).toEqual([])
  })

  it('and goes through, in order, when it is replayed after the catalogue was mended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-district-'))
    cpSync(resolve(import.meta.dirname, '../../demo/district'), folder, { recursive: true })
    const catalogue = JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8')) as { code: string; workContent: string }[]
    writeFileSync(
      join(folder, 'catalogue.json'),
      JSON.stringify(catalogue.map((type) => (type.code === 'plain-street' ? { ...type, workContent: '改过的工作内容' } : type))),
    )
    await platform.importDistrict(folder)
    rmSync(folder, { recursive: true })

    const database = platform.database('dispatch')
    await eventually(
      async () => {
        for (const place of await listParked(database)) await replayParked(database, place)
        expect(await listParked(database)).toEqual([])
      },
      { timeout: 30_000, interval: 500 },
    )
    const { entries } = await dispatcher().ledger(POISON)
    expect(entries.map(({ fact }) => fact).slice(0, 2)).toEqual(['registered', 'commented'])
  }, 60_000)

  it('every chain is intact, and every stretch of holding partitions the time', async () => {
    const rows = await platform
      .database('dispatch')
      .rows<{ entries: ChainedEntry[] }>(sql`select json_agg(value::json order by seq) as entries from ledger.entry group by case_id`)
    expect(rows).toHaveLength(ALL + 1)
    for (const { entries } of rows) expect(verifyChain(entries)).toEqual({ ok: true })
    await inParallel(reported.slice(0, 200), 8, async ({ id }) =>
      expectSoundLedger(await dispatcher().ledger(id), await dispatcher().case(id)),
    )
  }, 60_000)

  it('the bus carries every entry, each for the first time in its order', async () => {
    const entries = await platform.database('dispatch').one<{ n: number }>(sql`select count(*)::int as n from ledger.entry`)
    const first = await eventually(() => {
      const heard = firsts(listener.heard.filter(({ topic }) => topic === topics.dispatchCase.name))
      expect(heard.length).toBeGreaterThanOrEqual(entries!.n)
      return heard
    })
    for (const ofCase of Map.groupBy(first, ({ key }) => key).values()) {
      expect(ofCase.map(({ value }) => value['seq'])).toEqual(ofCase.map((_, k) => k + 1))
      expect(verifyChain(ofCase.map(({ value }) => value as unknown as ChainedEntry & Entry))).toEqual({ ok: true })
    }
  })

  it('every rung that was due fired once, in order, and none of a step that ended in time', async () => {
    const trials = reported.filter(({ type }) => type.startsWith('trial'))
    const untouched = trials.filter(({ id }) => !endedInTime.has(id)).slice(0, 140)
    const raised = () =>
      firsts(
        listener.heard.filter(
          ({ topic, headers }) => topic === topics.slaEscalation.name && headers['ce_type'] === events.slaEscalation.raised.type,
        ),
      )
    await eventually(
      () => {
        const byCase = Map.groupBy(raised(), ({ key }) => key)
        for (const { id } of untouched) expect(byCase.get(id)?.length ?? 0).toBeGreaterThanOrEqual(4)
      },
      { timeout: 60_000, interval: 500 },
    )
    for (const ofClock of Map.groupBy(raised(), ({ value }) => value['clockId']).values()) {
      expect(ofClock.map(({ value }) => value['rung'])).toEqual(ofClock.map((_, k) => k + 1))
    }
    for (const id of endedInTime) expect(raised().filter(({ key }) => key === id)).toEqual([])
    const clocks = (await inParallel(untouched, 8, ({ id }) => dispatcher().clocks(id))).flat()
    const late = clocks.filter(({ stoppedAt }) => !stoppedAt)
    expect(late.length).toBeGreaterThan(0)
    await eventually(
      () => {
        const firedOf = Map.groupBy(raised(), ({ value }) => value['clockId'])
        for (const { id } of late) expect(firedOf.get(id)?.map(({ value }) => value['rung'])).toEqual([1, 2, 3, 4])
      },
      { timeout: 60_000, interval: 500 },
    )
  }, 120_000)

  it('everyone who was to be told of a rung was told once', async () => {
    const raised = firsts(listener.heard.filter(({ topic }) => topic === topics.slaEscalation.name))
    const toUnit = raised.filter(
      ({ value, headers }) =>
        headers['ce_area']!.startsWith('500105005') && value['level'] === 'STREET' && (value['tell'] as string[]).includes('UNIT'),
    )
    expect(toUnit.length).toBeGreaterThan(0)
    const { person } = await dispatcher().me()
    await eventually(
      async () => {
        const items = await platform
          .database('notify')
          .rows<{ eventId: string }>(sql`select event_id as "eventId" from inbox_item where person = ${person}`)
        const told = Map.groupBy(items, ({ eventId }) => eventId)
        for (const { headers } of toUnit) expect(told.get(headers['ce_id']!)).toHaveLength(1)
      },
      { timeout: 30_000, interval: 500 },
    )
    // Each telling is announced by one event, whatever was repeated: by fact, recipient and channel.
    await eventually(
      () => {
        const announced = firsts(listener.heard.filter(({ topic }) => topic === topics.notifyDelivery.name))
        const tellings = announced.map(({ value }) => `${value['eventId']} ${value['recipient']} ${value['channel']}`)
        for (const { headers } of toUnit) expect(tellings).toContain(`${headers['ce_id']} ${person} INBOX`)
        expect(new Set(tellings).size).toBe(tellings.length)
      },
      { timeout: 30_000, interval: 500 },
    )
  }, 60_000)
})
