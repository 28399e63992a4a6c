import type { Clock } from './clock.ts'

export type Light = 'GREEN' | 'YELLOW' | 'RED'

/** Green; yellow from 80 per cent of the budget; red when overdue. Of a stopped clock: as it stood at the stop. */
export function lightOf(clock: Pick<Clock, 'warnAt' | 'dueAt' | 'stoppedAt'>, now: number): Light {
  const at = clock.stoppedAt ?? now
  if (at > clock.dueAt) return 'RED'
  return at >= clock.warnAt ? 'YELLOW' : 'GREEN'
}
