import { events, topics } from '@yiwang/contracts'
import { faultsOfLedger } from '../../journeys/ledger-rules.ts'
import type { LedgerView } from '../../platform/person.ts'
import { HALF_HOUR_TYPE } from '../district.ts'
import { inParallel } from '../in-parallel.ts'
import { everythingOn, firstsOf } from '../on-the-bus.ts'
import type { Check, Scene } from '../scene.ts'
import { dueRungs, type LedgerLine, STEP_MS } from './due-rungs.ts'
import { asAsked, oneRow, shown } from './query.ts'
import { RUNGS } from './rungs.ts'

const CASES = `select id, received_at as "receivedAt", state, round from kase order by id`

const ENTRIES = `select k.type, e.value from ledger.entry e join kase k on k.id = e.case_id where k.type = any($1) order by e.case_id, e.seq`
const KNOWN = 'select min(at) as at from watermark'

interface RungCount {
  readonly due: number
  readonly missing: number
  readonly 'not due': number
  readonly doubled: number
  readonly withdrawn: number
}

export const timeChecks: readonly Check[] = [
  {
    title: 'the stretches of holding add up to the millisecond',
    async examine({ platform }) {
      const cases = await platform
        .database('dispatch')
        .rows<{ id: string; receivedAt: Date; state: string; round: number }>({ text: CASES, values: [] })
      const reader = platform.person('district-1')
      const faults = await inParallel(cases, 8, async ({ id, receivedAt, ...kase }) =>
        faultsOfLedger(await reader.ask<LedgerView>('dispatch', 'GET', `/v1/cases/${id}/ledger`), {
          ...kase,
          receivedAt: receivedAt.toISOString(),
        }),
      )
      const faulty = faults.flat()
      return {
        query: `GET /v1/cases/{id}/ledger for each of ${asAsked('dispatch', CASES)}`,
        result: [`cases ${cases.length}, faults ${faulty.length}`, ...faulty.slice(0, 3)].join('; '),
        passed: cases.length > 0 && faulty.length === 0,
      }
    },
  },
  {
    title: 'every due rung fired once and none that was not due, as sla keeps it',
    async examine(scene) {
      const row = await oneRow<RungCount>(scene, 'sla', RUNGS)
      const passed = row.due > 0 && row.missing + row['not due'] + row.doubled + row.withdrawn === 0
      return { query: asAsked('sla', RUNGS), result: shown(row), passed }
    },
  },
  {
    title: 'and as it follows from the ledger alone, on the bus',
    async examine(scene) {
      const types = Object.keys(STEP_MS).concat(HALF_HOUR_TYPE)
      const { at: known } = await oneRow<{ at: Date }>(scene, 'sla', KNOWN)
      const due = await dueByLedger(scene, types)
      const heard = firstsOf(await everythingOn(scene.platform, topics.slaEscalation.name))
      const raised = heard.filter(({ headers }) => headers['ce_type'] === events.slaEscalation.raised.type)
      const ofTypes = raised
        .filter(({ key }) => due.cases.has(key))
        .map(({ key, value }) => `${key} ${value['kind']} ${instant(value['plannedAt'])} ${value['rung']}`)
      const fired = new Set(ofTypes)
      const missing = [...due.rungs].filter(([rung, planned]) => planned <= known.getTime() && !fired.has(rung)).length
      const result = {
        due: [...due.rungs.values()].filter((planned) => planned <= known.getTime()).length,
        fired: ofTypes.length,
        missing,
        'not due': [...fired].filter((rung) => !due.rungs.has(rung)).length,
        doubled: ofTypes.length - fired.size,
        withdrawn: heard.length - raised.length,
      }
      return {
        query: `sla.escalation.v1 from its first record, compared with what follows from ${asAsked('dispatch', ENTRIES)}, up to ${asAsked('sla', KNOWN)}`,
        result: shown(result),
        passed: result.due > 0 && missing + result['not due'] + result.doubled + result.withdrawn === 0,
      }
    },
  },
]

/** JSON of protobuf leaves out milliseconds that are none. */
const instant = (text: unknown) => new Date(text as string).toISOString()

async function dueByLedger({ platform }: Scene, types: readonly string[]) {
  const rows = await platform.database('dispatch').rows<{ type: string; value: string }>({ text: ENTRIES, values: [types] })
  const lines = rows.map(({ type, value }) => ({ ...(JSON.parse(value) as LedgerLine), type }))
  const byCase = Map.groupBy(lines, ({ caseId }) => caseId)
  return { cases: new Set(byCase.keys()), rungs: new Map([...byCase.values()].flatMap((entries) => dueRungs(entries, entries[0]!.type))) }
}
