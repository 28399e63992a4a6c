import { setTimeout as sleep } from 'node:timers/promises'
import { inboundTopic, topics } from '@yiwang/contracts'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import type { TestPlatform } from '../../platform/platform.ts'
import { LEGACY_SYSTEM } from '../feed.ts'
import { everythingOn, firstsOf } from '../on-the-bus.ts'
import type { Check } from '../scene.ts'
import { asAsked, oneRow, shown } from './query.ts'

const KEPT = Object.values(topics)
  .flatMap(({ name, cleanup }) => (cleanup === 'keep' ? [name] : []))
  .concat(inboundTopic(LEGACY_SYSTEM))

interface Kept {
  readonly answered: number
  readonly kept: number
  readonly doubled: number
}

const REPORTS = `
  select count(*)::int as answered, count(m.id)::int as kept,
    (select count(*)::int from (select from matter where idempotency_key is not null group by reporter, idempotency_key having count(*) > 1) d) as doubled
  from unnest($1::uuid[]) as r (id) left join matter m on m.id = r.id`

const LEGACY = `
  select count(distinct r.id)::int as answered, count(distinct m.event_id)::int as kept, (count(m.id) - count(distinct m.event_id))::int as doubled
  from unnest($1::text[]) as r (id) left join matter m on m.event_id = r.id`

const COMMANDS = `
  select count(*)::int as answered, count(distinct (e.case_id, e.command_key))::int as kept,
    (count(e.seq) - count(distinct (e.case_id, e.command_key)))::int as doubled
  from unnest($1::uuid[], $2::text[]) as g (id, key) left join ledger.entry e on e.case_id = g.id and e.command_key = g.key`

const idsOf = (table: string) => `select count(*)::int as n, md5(string_agg(id::text, ',' order by id)) as ids from ${table} where id <> $1`

const NUMBERS = `
  select count(*)::int as cases, sum(n)::int as entries, (count(*) filter (where low <> 1 or high <> n))::int as gaps,
    (count(*) filter (where seq is distinct from high))::int as ahead
  from (select case_id, count(*) as n, min(seq) as low, max(seq) as high from ledger.entry group by case_id) e full join kase k on k.id = e.case_id`

const CHAINS = 'select json_agg(value::json order by seq) as entries from ledger.entry group by case_id'
const HASHES = `select case_id || '/' || seq as place, value::json ->> 'hash' as hash from ledger.entry`

const isWhole = ({ answered, kept, doubled }: Kept) => answered > 0 && kept === answered && doubled === 0

const kept = (
  title: string,
  database: 'intake' | 'dispatch',
  text: string,
  values: (feed: Parameters<Check['examine']>[0]['feed']) => unknown[],
): Check => ({
  title,
  async examine(scene) {
    const row = await oneRow<Kept>(scene, database, text, values(scene.feed))
    return { query: asAsked(database, text), result: shown(row), passed: isWhole(row) }
  },
})

export const caseChecks: readonly Check[] = [
  kept('each report that was answered is one matter', 'intake', REPORTS, ({ reported }) => [[...reported.keys()]]),
  kept('each legacy event that was acknowledged is one matter', 'intake', LEGACY, ({ legacy }) => [[...legacy]]),
  {
    title: 'each matter has one case, and no case has no matter',
    async examine(scene) {
      const { curable } = scene.poison
      const matters = await oneRow<{ n: number; ids: string }>(scene, 'intake', idsOf('matter'), [curable])
      const cases = await oneRow<{ n: number; ids: string }>(scene, 'dispatch', idsOf('kase'), [curable])
      return {
        query: `${asAsked('intake', idsOf('matter'))} = ${asAsked('dispatch', idsOf('kase'))}`,
        result: `matters ${matters.n} (${matters.ids}), cases ${cases.n} (${cases.ids})`,
        passed: matters.n > 0 && matters.n === cases.n && matters.ids === cases.ids,
      }
    },
  },
  kept('each command that was answered is one entry', 'dispatch', COMMANDS, ({ given }) => [
    given.map(({ id }) => id),
    given.map(({ key }) => key),
  ]),
  {
    title: 'the entries of each case are numbered without a gap, up to the case’s own number',
    async examine(scene) {
      const row = await oneRow<{ cases: number; entries: number; gaps: number; ahead: number }>(scene, 'dispatch', NUMBERS)
      return { query: asAsked('dispatch', NUMBERS), result: shown(row), passed: row.entries > 0 && row.gaps === 0 && row.ahead === 0 }
    },
  },
  {
    title: 'every chain is intact',
    async examine({ platform }) {
      const rows = await platform.database('dispatch').rows<{ entries: ChainedEntry[] }>({ text: CHAINS, values: [] })
      const broken = rows.filter(({ entries }) => !verifyChain(entries).ok).length
      return {
        query: `verifyChain over ${asAsked('dispatch', CHAINS)}`,
        result: `chains ${rows.length}, broken ${broken}`,
        passed: rows.length > 0 && broken === 0,
      }
    },
  },
  {
    title: 'the bus carries every entry of the ledger, each case’s in order',
    async examine({ platform }) {
      const rows = await platform.database('dispatch').rows<{ place: string; hash: string }>({ text: HASHES, values: [] })
      const heard = await everythingOn(platform, topics.dispatchCase.name)
      const firsts = firstsOf(heard)
      const onBus = new Map(firsts.map(({ key, value }) => [`${key}/${value['seq']}`, value['hash']]))
      const missing = rows.filter(({ place, hash }) => onBus.get(place) !== hash).length
      const byCase = Map.groupBy(firsts, ({ key }) => key).values()
      const outOfOrder = [...byCase].filter((events) => events.some(({ value }, k) => value['seq'] !== k + 1)).length
      const result = {
        entries: rows.length,
        'records on the bus': heard.length,
        missing,
        'of nobody': firsts.length - rows.length,
        'out of order': outOfOrder,
      }
      return {
        query: `dispatch.case.v1 from its first record, compared with ${asAsked('dispatch', HASHES)}`,
        result: shown(result),
        passed: rows.length > 0 && missing === 0 && firsts.length === rows.length && outOfOrder === 0,
      }
    },
  },
  {
    title: 'every event of every topic was delivered three times or more',
    async examine({ platform }) {
      let times = await timesDelivered(platform)
      // Who repeats them may be behind on a busy machine, as any consumer.
      for (let tries = 6; tries > 0 && times.some(({ least }) => least < 3); tries--) {
        await sleep(10_000)
        times = await timesDelivered(platform)
      }
      return {
        query: 'every topic that is kept, from its first record, by ce_id',
        result: times
          .map(({ topic, events, records, least }) => `${topic}: ${events} events, ${records} records, each at least ${least} times`)
          .join('; '),
        passed: times.length > 0 && times.every(({ least }) => least >= 3),
      }
    },
  },
]

async function timesDelivered(platform: TestPlatform) {
  const times = []
  for (const topic of KEPT) {
    const heard = await everythingOn(platform, topic)
    const often = Map.groupBy(heard, ({ headers }) => headers['ce_id'])
    const least = Math.min(...[...often.values()].map((copies) => copies.length))
    if (often.size > 0) times.push({ topic, events: often.size, records: heard.length, least })
  }
  return times
}
