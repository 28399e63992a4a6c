import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import { services } from '../../tools/services.ts'
import type { TestPlatform } from '../platform/platform.ts'

interface Readiness {
  readonly status: string
  readonly checks: { readonly consumer?: { readonly lag?: number } }
}

/** Waits until everything is ready, published, consumed, told and swept up to now, and stays as it is for a while. */
export async function settled(platform: TestPlatform, timeout = 240_000): Promise<void> {
  let before = ''
  await eventually(
    async () => {
      const now = await standing(platform)
      const [last, since] = [before, now]
      before = now
      if (last !== since) throw new Error(`still at work: ${last} → ${since}`)
    },
    { timeout, interval: 2_500 },
  )
}

/** Figures that no longer change once nothing is left to be done. Throws while something is. */
async function standing(platform: TestPlatform): Promise<string> {
  for (const { name, index } of platform.processes()) {
    const response = await fetch(`${platform.addresses(name)[index]!.http}/health/ready`)
    const { status, checks } = (await response.json()) as Readiness
    if (status !== 'ready') throw new Error(`${name}-${index} is not ready`)
    const lag = checks.consumer?.lag ?? 0
    if (name !== 'sla' && lag > 0) throw new Error(`${name}-${index} is ${lag} events behind`)
  }
  for (const name of services) if ((await platform.waitingIn(name)) > 0) throw new Error(`${name} has not published everything`)
  const one = async (name: (typeof services)[number], text: string) =>
    (await platform.database(name).one<{ n: number }>({ text, values: [] }))?.n ?? 0
  if (await one('notify', `select count(*)::int as n from delivery where state = 'PENDING'`)) throw new Error('not everything is delivered')
  const late = await platform.database('sla').one<{ n: number }>(
    sql`select count(*)::int as n from clock where next_fire_at <= ${await demoNow(platform)}::timestamptz - interval '5 seconds'
      and case_id::text not in (select key from messaging.parked)`,
  )
  if (late?.n) throw new Error(`${late.n} clocks are not swept`)
  return [
    await one('intake', 'select count(*)::int as n from matter'),
    await one('dispatch', 'select count(*)::int as n from ledger.entry'),
    await one('sla', 'select count(*)::int as n from escalation'),
    await one('notify', 'select count(*)::int as n from delivery'),
  ].join('/')
}

export async function demoNow(platform: TestPlatform): Promise<string> {
  return (await platform.person('dispatcher-1').ask<{ now: string }>('directory', 'GET', '/v1/now')).now
}
