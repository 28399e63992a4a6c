import { type Clock, suspendedSince } from './clock.ts'

export type Light = 'GREEN' | 'YELLOW' | 'RED'

/** Green; yellow from 80 per cent of the budget; red when overdue. Of a stopped or suspended clock: as it stood then. */
export function lightOf(clock: Pick<Clock, 'warnAt' | 'dueAt' | 'stoppedAt' | 'budget'>, now: number): Light {
  const at = suspendedSince(clock) ?? clock.stoppedAt ?? now
  if (at > clock.dueAt) return 'RED'
  return at >= clock.warnAt ? 'YELLOW' : 'GREEN'
}
