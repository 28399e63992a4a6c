import { events, topics } from '@yiwang/contracts'
import { DirectoryCopy } from '@yiwang/directory-copy'
import type { EventToDeliver } from './memory-bus.ts'

const MINUTE = 60_000
/** A Tuesday morning. */
const BEGINS = Date.parse('2026-11-24T09:00:00+08:00')

/** Monday to Friday, 09:00 to 12:00 and 14:00 to 18:00. */
export const officeCalendar = {
  entry: {
    case: 'calendar' as const,
    value: {
      ...{ code: 'office', version: 1, zone: 'Asia/Shanghai', offsetMinutes: 480 },
      hours: [
        { from: 540, to: 720 },
        { from: 840, to: 1080 },
      ],
      ...{ firstYear: 2025, publishedTo: 2026, lastYear: 2028, holidays: [], makeUpDays: [] },
    },
  },
}

const ladder = [
  { percent: 80, tell: ['HOLDER'] },
  { percent: 100, tell: ['UNIT'] },
  { percent: 125, tell: ['NEXT_CENTRE'] },
  { percent: 150, tell: ['DISTRICT_CENTRE'] },
]

/** Two deadlines a case, each of four rungs: one of the case and one of its step. */
const planOf = (minutes: number) => {
  const budget = (amount: number) => ({ amount, unit: 'WORKING_MINUTES' })
  return {
    calendar: 'office',
    case: budget(minutes),
    triage: budget(minutes - 3),
    handling: budget(minutes - 3),
    verifying: budget(minutes),
    ladder,
  }
}

const partitionOf = (caseId: string): number => Number.parseInt(caseId.slice(-4), 16) % topics.dispatchCase.partitions
/** So that the first rung of each, moved or not, comes before the second of any. */
const minutesOf = (caseId: string): number => 1_125 + (Number.parseInt(caseId.slice(-8, -4), 16) % 110)
const EARLIER_BY = 115
/** All first rungs and no second one: 80 % of the longest budget, and less than the shortest one. */
const FIRED_AFTER_MINUTES = 996
/** Each case at an instant of its own, within half a minute. */
const secondsOf = (caseId: string): number => (Number.parseInt(caseId.slice(-12, -8), 16) % 30_000) / 1_000

export const registeredEvent = (caseId: string) =>
  entry(caseId, 'registered', 1, 0, {
    type: 'plain-grid',
    typeVersion: 1,
    plan: planOf(minutesOf(caseId)),
    receivedAt: new Date(BEGINS + secondsOf(caseId) * 1_000).toISOString(),
    reporter: { kind: 'STAFF', id: '018f0000-0000-7000-8000-000000000003' },
  })
export const withdrawnEvent = (caseId: string) => entry(caseId, 'withdrawn', 2, 1, {})
/** Another type of matter, and with it an earlier due instant. */
export const reclassifiedEvent = (caseId: string) =>
  entry(caseId, 'reclassified', 2, 1, { type: 'plain-street', typeVersion: 1, plan: planOf(minutesOf(caseId) - EARLIER_BY) })

function entry(
  caseId: string,
  fact: 'registered' | 'withdrawn' | 'reclassified',
  seq: number,
  minute: number,
  details: object,
): EventToDeliver {
  const at = new Date(BEGINS + minute * MINUTE)
  const value = {
    ...{ caseId, number: '500105001-20261124-0001', area: '500105001001001', seq, at: at.toISOString(), fact, round: 1 },
    ...{ state: fact === 'withdrawn' ? 'WITHDRAWN' : 'HANDLING', level: 'GRID', unit: '018f0000-0000-7000-8000-000000000001' },
    actor: { kind: 'STAFF', id: '018f0000-0000-7000-8000-000000000003', post: '018f0000-0000-7000-8000-000000000002' },
    details,
    ...{ prevHash: '0'.repeat(64), hash: 'f'.repeat(64) },
  }
  const { topic, type } = events.dispatchCase[fact]
  return {
    topic: topic.name,
    partition: partitionOf(caseId),
    key: caseId,
    type,
    sequence: seq,
    at,
    value: Buffer.from(JSON.stringify(value)),
  }
}

/** Everything is known up to when each deadline has come to its first rung, and none to its second. */
export function progressEvent(partition: number): EventToDeliver {
  const { topic, type } = events.dispatchProgress.advanced
  const at = new Date(
    DirectoryCopy.of([officeCalendar])
      .calendar('office')!
      .due({ start: BEGINS + 30_000, amount: FIRED_AFTER_MINUTES, unit: 'WORKING_MINUTES' })!,
  )
  const value = Buffer.from(JSON.stringify({ partition, at: at.toISOString(), offset: '0' }))
  return { topic: topic.name, partition: 0, key: String(partition), type, sequence: 1, at, value }
}
