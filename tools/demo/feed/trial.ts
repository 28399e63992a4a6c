import type { Area } from '../areas.ts'
import { CUNTAN } from '../people.ts'
import { middleOf } from '../places.ts'
import { acting, type FeedLine, report, toOffice } from './lines.ts'

const GRID = `${CUNTAN}001001`

/** Nobody takes it: at 16, 20, 25 and 30 seconds the ladder tells one more each, then the grid leader wakes up. */
export function nobodyTakesIt(areas: readonly Area[]): FeedLine[] {
  const slow = acting('slow')
  return [
    report(2_000, 'grid-worker-1', 'slow', { type: 'trial-grid', text: '试用:无人签收的事项', point: middleOf(areas, `${GRID}02`) }),
    slow(36_000, 'grid-leader-1', 'accept'),
    slow(3_000, 'grid-leader-1', 'solve', { text: '迟到但已处理。' }),
    slow(3_000, 'community-1', 'verify', { result: 'PASSED' }),
  ]
}

/** Dispatched in time, handled too late: the step of the office warns and escalates, and its holder is on the ledger for it. */
export function theOfficeIsLate(areas: readonly Area[]): FeedLine[] {
  const late = acting('late')
  return [
    report(6_000, 'resident-2', 'late', { type: 'trial-street', text: '试用:办理超时的事项', point: middleOf(areas, `${GRID}03`) }),
    late(3_000, 'dispatcher-1', 'accept'),
    late(2_000, 'dispatcher-1', 'dispatch', toOffice(CUNTAN, 'property-management')),
    late(3_000, 'post-2', 'accept'),
    late(32_000, 'post-2', 'feed-back', { text: '处理完毕。' }),
    late(3_000, 'verifier-1', 'verify', { result: 'PASSED' }),
    late(3_000, 'resident-2', 'answer', { solved: true, rating: 3 }),
  ]
}

/** Every step in time: nothing is warned. */
export function everythingInTime(areas: readonly Area[]): FeedLine[] {
  const prompt = acting('prompt')
  return [
    report(10_000, 'resident-1', 'prompt', { type: 'trial-grid', text: '试用:按时办结的事项', point: middleOf(areas, `${GRID}04`) }),
    prompt(3_000, 'grid-worker-1', 'accept'),
    prompt(3_000, 'grid-worker-1', 'solve', { text: '当场处理。' }),
    prompt(3_000, 'grid-leader-1', 'verify', { result: 'PASSED' }),
    prompt(3_000, 'resident-1', 'answer', { solved: true, rating: 5 }),
  ]
}
