import { v7 as uuid } from 'uuid'
import { medianOf } from './alternate.ts'
import type { Bench, BenchContext } from './bench.ts'
import { openGraphileWorker } from './floors/timers-graphile-worker.ts'
import { openPgBoss } from './floors/timers-pg-boss.ts'
import { type BenchServers, benchServers } from './servers.ts'
import { openSlaTimers } from './timers/sla-timers.ts'
import { FIRED, type Phases, phases, runScenario, type TimerSystem } from './timers/timer-system.ts'

const SYSTEMS: Record<string, { service?: string; tables?: string; open: (url: string) => Promise<TimerSystem> }> = {
  sla: { service: 'sla', open: openSlaTimers },
  'pg-boss': { tables: FIRED, open: openPgBoss },
  'graphile-worker': { tables: FIRED, open: openGraphileWorker },
}
type Rates = Record<string, Phases>

export const bench: Bench = {
  name: 'timers',
  what: 'schedule deadlines, cancel a third, move a third, fire the rest; sla against pg-boss and graphile-worker',
  async run(context) {
    const servers = await benchServers(context)
    const thousands = Math.round(100 * context.scale)
    const rounds: Rates[] = []
    for (let leg = 0; leg < context.legs; leg++) rounds.push(await round(context, servers, thousands * 1_000))
    report(context, `${thousands} thousand`, rounds)
    report(context, `${thousands / 100} million`, [await round(context, servers, thousands * 10_000)])
  },
}

/** Each system once, on an empty database of its own. */
async function round({ say }: BenchContext, servers: BenchServers, count: number): Promise<Rates> {
  const ids = Array.from({ length: count }, () => uuid())
  const rates: Rates = {}
  for (const [name, { service, tables, open }] of Object.entries(SYSTEMS)) {
    const database = await servers.database(service, tables)
    const system = await open(database.url)
    try {
      rates[name] = await runScenario(system, ids)
      say(
        `${count} deadlines, ${name}: ${Object.entries(rates[name])
          .map(([phase, seconds]) => `${phase} ${seconds.toFixed(2)} s`)
          .join(', ')}`,
      )
    } finally {
      await system.close()
      await database.drop()
    }
  }
  return rates
}

function report(context: BenchContext, of: string, rounds: readonly Rates[]): void {
  const seconds = (name: string, phase: keyof Phases) => rounds.map((rates) => rates[name]![phase])
  /** How many times as fast as somebody else, the median over the rounds. */
  const ratio = (peer: string, phase: keyof Phases) => medianOf(rounds.map((rates) => rates[peer]![phase] / rates['sla']![phase]))
  const peers = ['pg-boss', 'graphile-worker'].toSorted((a, b) => medianOf(seconds(a, 'all')) - medianOf(seconds(b, 'all')))
  const faster = peers[0]!
  context.report({
    figure: `${of}: whole scenario, against ${faster}`,
    ...{ value: medianOf(seconds('sla', 'all')), unit: 's', floor: medianOf(seconds(faster, 'all')) },
    ...{ ratio: ratio(faster, 'all'), goal: { atLeast: 1.5 } },
  })
  for (const phase of phases) {
    for (const peer of ['pg-boss', 'graphile-worker']) {
      context.report({
        figure: `${of}: ${phase}, against ${peer}`,
        ...{ value: medianOf(seconds('sla', phase)), unit: 's', floor: medianOf(seconds(peer, phase)), ratio: ratio(peer, phase) },
        ...(peer === 'pg-boss' && { goal: { atLeast: 0.5 } }),
      })
    }
  }
}
