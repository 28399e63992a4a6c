import { topics } from '@yiwang/contracts'
import { type Statement, sql } from '@yiwang/database'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import { type ServiceName, services } from '../../tools/services.ts'
import { RUNGS } from '../faults/checks/rungs.ts'
import { everythingOn, firstsOf } from '../faults/on-the-bus.ts'
import type { TestPlatform } from '../platform/platform.ts'

/** What clients and systems had been told at an instant. */
export interface Told {
  readonly reported: readonly string[]
  readonly legacy: readonly string[]
  readonly given: readonly { readonly id: string; readonly key: string }[]
  /** Of each case its last entry. */
  readonly heads: readonly { readonly id: string; readonly seq: number; readonly hash: string }[]
}

export interface Figure {
  readonly title: string
  readonly result: Readonly<Record<string, number>>
  readonly passed: boolean
}

export const headsOf = (platform: TestPlatform) =>
  platform.database('dispatch').rows<Told['heads'][number]>(sql`select id, seq, head as hash from kase order by id`)

/** What had been told before the backup, or after the restore, must be there, once, and as it was. */
export async function keptFigures(platform: TestPlatform, { reported, legacy, given, heads }: Told): Promise<Figure[]> {
  const one = count(platform)
  const reports = await one('intake', sql`select count(*)::int as n from matter where id = any(${reported}::uuid[])`)
  const events = await one('intake', sql`select count(*)::int as n from matter where event_id = any(${legacy}::text[])`)
  const commands = await one(
    'dispatch',
    sql`select count(distinct (case_id, command_key))::int as n from ledger.entry
      where (case_id, command_key) in (select * from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ key }) => key)}::text[]))`,
  )
  const entries = await one(
    'dispatch',
    sql`select count(*)::int as n from ledger.entry e join unnest(${heads.map(({ id }) => id)}::uuid[], ${heads.map(({ seq }) => seq)}::int[],
      ${heads.map(({ hash }) => hash)}::text[]) as h (id, seq, hash) on e.case_id = h.id and e.seq = h.seq and e.value::json ->> 'hash' = h.hash`,
  )
  return [
    equal('reports that were answered are matters', reported.length, reports),
    equal('events of legacy systems that were acknowledged are matters, once', legacy.length, events),
    equal('commands that were answered are entries, once', given.length, commands),
    equal('ledgers have the entry with which they ended before the backup, with its hash', heads.length, entries),
  ]
}

/** Whatever was lost with the last minutes: what is there agrees, in every database and on the bus. */
export async function agreementFigures(platform: TestPlatform): Promise<Figure[]> {
  const one = count(platform)
  const cases = await platform.database('dispatch').rows<{ id: string; state: string }>(sql`select id, state from kase order by id`)
  const matters = await platform.database('intake').rows<{ id: string; state: string | null }>(sql`
    select m.id, c.state from matter m left join followed_case c on c.id = m.id order by m.id`)
  const followed = matters.filter(({ id, state }, k) => cases[k]?.id === id && cases[k]?.state === state).length
  const timed = await one('sla', sql`select count(*)::int as n from timed_case where id = any(${cases.map(({ id }) => id)}::uuid[])`)
  const parked = await Promise.all(services.map((name) => one(name, sql`select count(*)::int as n from messaging.parked`)))
  const doubled = await one(
    'notify',
    sql`select (select count(*) from (select from delivery group by event_id, recipient, channel having count(*) > 1) d)::int
      + (select count(*) from (select from inbox_item group by event_id, person having count(*) > 1) i)::int
      + (select count(*) from delivery where state <> 'SENT')::int as n`,
  )
  return [
    equal('each matter is one case, and intake says of it what dispatch says', cases.length, followed, matters.length),
    equal('each case has its clocks', cases.length, timed),
    await chains(platform),
    await ledgerOnTheBus(platform),
    await rungs(platform),
    equal('nothing is parked', 0, ...parked),
    equal('nobody is told twice, and nothing is left to be told', 0, doubled),
  ]
}

async function chains(platform: TestPlatform): Promise<Figure> {
  const rows = await platform
    .database('dispatch')
    .rows<{ entries: ChainedEntry[] }>(sql`select json_agg(value::json order by seq) as entries from ledger.entry group by case_id`)
  return equal('every chain is intact', rows.length, rows.filter(({ entries }) => verifyChain(entries).ok).length)
}

/** Also says that nothing is left on the bus of what never happened. */
async function ledgerOnTheBus(platform: TestPlatform): Promise<Figure> {
  const rows = await platform
    .database('dispatch')
    .rows<{ place: string; hash: string }>(sql`select case_id || '/' || seq as place, value::json ->> 'hash' as hash from ledger.entry`)
  const firsts = firstsOf(await everythingOn(platform, topics.dispatchCase.name))
  const onBus = new Map(firsts.map(({ key, value }) => [`${key}/${value['seq']}`, value['hash']]))
  const found = rows.filter(({ place, hash }) => onBus.get(place) === hash).length
  const byCase = [...Map.groupBy(firsts, ({ key }) => key).values()]
  const inOrder = byCase.filter((events) => events.every(({ value }, k) => value['seq'] === k + 1)).length
  const result = { entries: rows.length, 'on the bus': firsts.length, found, cases: byCase.length, 'in order': inOrder }
  const passed = rows.length > 0 && found === rows.length && firsts.length === rows.length && inOrder === byCase.length
  return { title: 'the bus carries every entry of the ledger, in order, and no other', result, passed }
}

async function rungs(platform: TestPlatform): Promise<Figure> {
  const row = await platform.database('sla').one<Record<string, number>>({ text: RUNGS, values: [] })
  const { due = 0, missing, doubled, withdrawn, ...rest } = row ?? {}
  const passed = due > 0 && missing === 0 && rest['not due'] === 0 && doubled === 0 && withdrawn === 0
  return { title: 'every due rung fired once, and none that was not due', result: row ?? {}, passed }
}

const count = (platform: TestPlatform) => async (database: ServiceName, statement: Statement) =>
  (await platform.database(database).one<{ n: number }>(statement))?.n ?? -1

function equal(title: string, expected: number, ...found: number[]): Figure {
  const result = { expected, ...Object.fromEntries(found.map((figure, k) => [k === 0 ? 'found' : `found ${k + 1}`, figure])) }
  return { title, result, passed: found.every((figure) => figure === expected) }
}
