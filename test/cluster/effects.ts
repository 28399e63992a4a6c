import assert from 'node:assert/strict'
import { topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import { listParked } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { services } from '../../tools/services.ts'
import { type Heard, Listener } from '../journeys/bus.ts'
import type { Servers } from './servers.ts'

type Entry = ChainedEntry & { readonly caseId: string; readonly seq: number; readonly fact: string }

/** Matters, each with the facts that its ledger must have, and no others. */
export type Expected = ReadonlyMap<string, readonly string[]>

/** What has come about in databases and on the bus, against what was answered. */
export class Effects {
  private readonly listener: Listener

  constructor(private readonly servers: Servers) {
    const followed = [topics.dispatchCase, topics.slaClock, topics.notifyDelivery]
    this.listener = new Listener(
      servers.kafka(),
      '',
      followed.map(({ name }) => name),
    )
  }

  close(): Promise<void> {
    return this.listener.close()
  }

  /** Nothing is under way any more: every matter is a case, every outbox is empty, nothing is parked. */
  async settled(timeout = 90_000): Promise<void> {
    await eventually(
      async () => {
        for (const service of services) {
          const waiting = await this.servers.database(service).one<{ n: number }>(sql`select count(*)::int as n from messaging.outbox`)
          assert.equal(waiting?.n, 0, `events of ${service} that are not published`)
          const parked = await listParked(this.servers.database(service))
          assert.deepEqual(parked, [], `parked keys of ${service}`)
        }
        const [matters, cases] = await this.counts()
        assert.equal(cases, matters, 'cases, of as many matters')
      },
      { timeout, interval: 500 },
    )
  }

  async counts(): Promise<[matters: number, cases: number]> {
    const [matters, cases] = await Promise.all([
      this.servers.database('intake').one<{ n: number }>(sql`select count(*)::int as n from matter`),
      this.servers.database('dispatch').one<{ n: number }>(sql`select count(*)::int as n from kase`),
    ])
    return [matters?.n ?? 0, cases?.n ?? 0]
  }

  /** Throws unless all that was answered has come about exactly once: in the ledger, on the bus, on the clocks. */
  async expect(expected: Expected): Promise<string> {
    await this.settled()
    const entries = await this.ledgers([...expected.keys()])
    for (const [id, facts] of expected) {
      const ofCase = entries.get(id) ?? []
      assert.deepEqual(
        ofCase.map(({ fact }) => fact),
        facts,
        `the ledger of ${id}`,
      )
      assert.deepEqual(verifyChain(ofCase), { ok: true }, `the chain of ${id}`)
    }
    await this.onTheBus(entries)
    await this.clocks(entries)
    this.toldOnce()
    return `${expected.size} cases, ${[...entries.values()].flat().length} entries`
  }

  private async ledgers(ids: readonly string[]): Promise<Map<string, Entry[]>> {
    const rows = await this.servers
      .database('dispatch')
      .rows<{ id: string; entries: Entry[] }>(
        sql`select case_id as id, json_agg(value::json order by seq) as entries from ledger.entry where case_id = any(${ids}::uuid[]) group by case_id`,
      )
    return new Map(rows.map(({ id, entries }) => [id, entries]))
  }

  /** Every entry is an event, and the first appearances of each case are its entries in order. */
  private async onTheBus(entries: ReadonlyMap<string, readonly Entry[]>): Promise<void> {
    await eventually(
      () => {
        const heard = Map.groupBy(firsts(this.listener.heard, topics.dispatchCase.name), ({ key }) => key)
        for (const [id, ofCase] of entries) {
          const seen = (heard.get(id) ?? []).map(({ value }) => value['hash'])
          assert.deepEqual(
            seen,
            ofCase.map(({ hash }) => hash),
            `what the bus says of ${id}`,
          )
        }
      },
      { timeout: 30_000, interval: 500 },
    )
  }

  /** sla keeps one clock for the whole and one for each step of these cases, and all of them stand. */
  private async clocks(entries: ReadonlyMap<string, readonly Entry[]>): Promise<void> {
    const ended = [...entries].filter(([, ofCase]) => ofCase.some(({ fact }) => fact === 'declined')).map(([id]) => id)
    await eventually(
      async () => {
        const rows = await this.servers.database('sla').rows<{ id: string; kinds: string[]; running: number }>(
          sql`select case_id as id, array_agg(kind order by kind) as kinds, count(*) filter (where stopped_at is null)::int as running
              from clock where case_id = any(${ended}::uuid[]) group by case_id`,
        )
        assert.equal(rows.length, ended.length, 'cases that sla knows')
        for (const { id, kinds, running } of rows)
          assert.deepEqual({ kinds, running }, { kinds: ['CASE', 'STEP'], running: 0 }, `the clocks of ${id}`)
      },
      { timeout: 30_000, interval: 500 },
    )
  }

  /** Each telling is announced by one event: by fact, recipient and channel. */
  private toldOnce(): void {
    const told = firsts(this.listener.heard, topics.notifyDelivery.name)
    const tellings = told.map(({ value }) => `${value['eventId']} ${value['recipient']} ${value['channel']}`)
    assert.equal(new Set(tellings).size, tellings.length, 'tellings, each announced once')
  }
}

/** Events may come again, with the same id and value: what counts is where they first appeared. */
const firsts = (heard: readonly Heard[], topic: string): Heard[] => [
  ...new Map(heard.filter((event) => event.topic === topic).map((event) => [event.headers['ce_id'], event])).values(),
]
