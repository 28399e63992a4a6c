import { pageOf } from '@yiwang/service-kit'
import { z } from 'zod'
import { suspendedSince } from '../../domain/clock.ts'
import { lightOf } from '../../domain/light.ts'
import type { ClockReading } from '../db/clock-readings.ts'

const instant = z.iso.datetime()

const rung = z.object({
  rung: z.int().min(1),
  percent: z.int().min(0),
  plannedAt: instant.optional(),
  firedAt: instant.optional(),
  withdrawnAt: instant.optional(),
})

export const clockView = z
  .object({
    id: z.uuid(),
    kind: z.string().describe('CASE, STEP, ANSWER, SUSPENSION; of a decision NOTICE, OPINIONS, VOTING, OBJECTIONS'),
    epoch: z.int().min(1).describe('Rises when the due instant moves to later'),
    budget: z.object({ amount: z.int(), unit: z.string() }),
    startedAt: instant,
    dueAt: instant,
    provisional: z.boolean().describe('The due instant lies in a year whose calendar is not yet published'),
    suspendedSince: instant.optional(),
    stoppedAt: instant.optional(),
    light: z.enum(['GREEN', 'YELLOW', 'RED']),
    rungs: z.array(rung),
  })
  .meta({ id: 'Clock' })

export const clocksPage = pageOf(clockView).meta({ id: 'Clocks' })

type ClockView = z.output<typeof clockView>

export function viewOf({ clock, rungs }: ClockReading, now: number): ClockView {
  const since = suspendedSince(clock)
  return {
    id: clock.id,
    kind: clock.kind,
    epoch: clock.epoch,
    budget: { amount: clock.budget.amount, unit: clock.budget.unit },
    startedAt: iso(clock.budget.start),
    dueAt: iso(clock.dueAt),
    provisional: clock.provisional,
    ...(since !== undefined && clock.stoppedAt === undefined && { suspendedSince: iso(since) }),
    ...(clock.stoppedAt !== undefined && { stoppedAt: iso(clock.stoppedAt) }),
    light: lightOf(clock, now),
    rungs: rungs.map(({ rung, percent, plannedAt, firedAt, withdrawnAt }) => ({
      rung,
      percent,
      ...(plannedAt && { plannedAt: plannedAt.toISOString() }),
      ...(firedAt && { firedAt: firedAt.toISOString() }),
      ...(withdrawnAt && { withdrawnAt: withdrawnAt.toISOString() }),
    })),
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()
