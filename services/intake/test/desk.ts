import { type Database, sql, type Transaction } from '@yiwang/database'
import { Outbox, type Outgoing, type ReceivedEvent } from '@yiwang/messaging'
import { type Actor, DEMO_PERSONAL_DATA_KEY, Logger, PageTokens, Sealing } from '@yiwang/service-kit'
import { fixedClock, testDatabase } from '@yiwang/testing'
import { insertPack } from '../src/adapters/db/packs.repository.ts'
import { DirectoryView } from '../src/adapters/directory-view.ts'
import { arrivalOf } from '../src/adapters/kafka/arrival-of.ts'
import { checkPack } from '../src/domain/pack/check-pack.ts'
import { InboundService } from '../src/inbound.service.ts'
import { QuarantineService } from '../src/quarantine.service.ts'
import { personOf, smallDistrict } from './small-district.fixture.ts'

export interface ToldFact {
  readonly fact: string
  readonly area: string
  readonly value: Record<string, unknown>
}

interface Sent {
  readonly id: string
  readonly source?: string
  /** A string is the raw text. */
  readonly data: unknown
}

interface QuarantineRow {
  readonly id: string
  readonly reason: string
  readonly state: string
  readonly [column: string]: unknown
}

/** intake's database with what takes in legacy events, and no broker: batches are handed over as the consumer would. */
export async function openDesk() {
  const { database, drop } = await testDatabase('intake')
  const clock = fixedClock('2026-11-24T01:00:00.000Z')
  const directory = new DirectoryView(smallDistrict(), '500105')
  const outbox = new Outbox({ source: '/districts/500105/intake', topicPrefix: '' })
  const sealing = new Sealing(DEMO_PERSONAL_DATA_KEY)
  const inbound = new InboundService(directory, sealing, clock)
  const log = new Remembered()
  const quarantine = new QuarantineService(database, outbox, inbound, new PageTokens('a secret for tests'), sealing, log)
  let events = 0

  const within = (work: (tx: Transaction) => Promise<Outgoing[]>) =>
    database.transaction(async (tx) => {
      const outgoing = await work(tx)
      await outbox.emit(tx, outgoing)
      return outgoing.map((one) => told(outbox, one))
    })

  const arriveAs = (system: string, ...sent: Sent[]): Promise<ToldFact[]> =>
    within((tx) =>
      inbound.take(
        tx,
        system,
        sent.map((one) => arrivalOf(system, received(system, one), clock.now())),
      ),
    )

  return {
    database,
    clock,
    now: () => clock.now().toISOString().replace('.000Z', 'Z'),
    arriveAs,
    /** Events with an id of their own each. */
    arrive: (system: string, ...data: unknown[]) => arriveAs(system, ...data.map((one) => ({ id: `event-${++events}`, data: one }))),
    replay: (id: string) =>
      within(async (tx) => {
        const entry = await tx.one<{ system: string }>(sql`select system from quarantine where id = ${id}`)
        return inbound.retry(tx, entry!.system, id)
      }),
    /** As an editor sees an entry. */
    read: (id: string) => quarantine.read(editor, id),
    readReplayed: (id: string) => quarantine.replay(editor, id),
    /** What was logged since the last time this was asked. */
    logged: () => log.lines.splice(0),
    async importPack(system: string, candidate: object) {
      const checked = checkPack(candidate, directory)
      if ('errors' in checked) throw new Error(JSON.stringify(checked.errors))
      const latest = await database.one<{ version: number }>(sql`select max(version) as version from mapping_pack where system = ${system}`)
      const version = (latest?.version ?? 0) + 1
      await insertPack(database, { system, version, pack: checked.pack, importedAt: clock.now(), importedBy: personOf(4) })
    },
    matters: () => database.rows<Record<string, unknown>>(sql`select * from matter order by id`),
    quarantine: ({ state }: { state?: string } = {}) =>
      database.rows<QuarantineRow>(sql`select * from quarantine where ${state ?? null}::text is null or state = ${state} order by id`),
    /** How often each fact stands in the outbox. */
    async facts(): Promise<Record<string, number>> {
      const rows = await database.rows<{ type: string; times: number }>(
        sql`select headers->>'ce_type' as type, count(*)::int as times from messaging.outbox group by 1`,
      )
      return Object.fromEntries(rows.map(({ type, times }) => [type.split('.').at(-2), times]))
    },
    clear: () => clear(database),
    close: drop,
  }
}

/** A person with the post of an editor. */
export const editor: Actor = {
  ...{ person: personOf(4), kind: 'STAFF', login: 'editor-1' },
  holdings: [{ post: personOf(5), role: 'EDITOR', unit: personOf(6), level: 'DISTRICT', area: '500105' }],
}

class Remembered extends Logger {
  readonly lines: object[] = []
  readonly #take = (fields: object, message: string) => void this.lines.push({ ...fields, message })
  readonly debug = this.#take
  readonly info = this.#take
  readonly warn = this.#take
  readonly error = this.#take
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

function received(system: string, { id, source = 'https://example.test', data }: Sent): ReceivedEvent {
  const raw = typeof data === 'string' ? data : JSON.stringify(data)
  const topic = `inbound.${system}.v1`
  const nothing = { type: '', fact: '', subject: '', key: '', sequence: 0, area: '', time: new Date(0), value: undefined, headers: {} }
  return { ...nothing, topic, partition: 0, offset: '0', id, source, raw }
}

function told(outbox: Outbox, outgoing: Outgoing): ToldFact {
  const { headers, value } = outbox.encode(outgoing)
  return { fact: headers['ce_type']!.split('.').at(-2)!, area: outgoing.area, value: JSON.parse(value) }
}

async function clear(database: Database): Promise<void> {
  for (const table of ['matter', 'mapping_pack', 'foreign_number', 'source_message', 'quarantine', 'waiting']) {
    await database.run({ text: `delete from ${table}`, values: [] })
  }
  await database.run(sql`delete from messaging.outbox`)
}
