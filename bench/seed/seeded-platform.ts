import { openDatabase, sql } from '@yiwang/database'
import { type PlatformOptions, TestPlatform } from '../../test/platform/platform.ts'
import type { BenchContext } from '../bench.ts'
import { isSeeded, type SeededServer, seededServer, seededServices } from './seed.ts'

export const THOUSANDS = 10_000
/** How many cases are a million at this scale. */
export const million = ({ scale }: Pick<BenchContext, 'scale'>): number => Math.max(THOUSANDS, Math.round(1_000_000 * scale))

/** The PostgreSQL with these seeds, made first where they are missing. */
export async function seeds({ say, onEnd }: BenchContext, sizes: readonly number[]): Promise<SeededServer> {
  const seeded = await seededServer(sizes, say)
  onEnd(() => seeded.server.stop())
  return seeded
}

/** The platform as shipped on a district with so many cases; its bus and its directory are new. */
export async function seededPlatform(
  { onEnd }: Pick<BenchContext, 'onEnd'>,
  seeded: SeededServer,
  cases: number,
  options: Pick<PlatformOptions, 'replicas'> = {},
): Promise<TestPlatform> {
  for (const service of seededServices) await forgetLastBus(seeded.url(service, cases))
  const platform = await TestPlatform.start({
    ...options,
    servers: {},
    shipped: true,
    environment: (name, _, usual) => (isSeeded(name) ? { ...usual, DATABASE_URL: seeded.url(name, cases) } : usual),
  })
  onEnd(() => platform.stop())
  return platform
}

/** What belongs to the topics of an earlier bench, which are gone. The marks stay: they say what the cases have had. */
export async function forgetLastBus(url: string): Promise<void> {
  const database = openDatabase({ url, applicationName: 'bench', max: 1 })
  await database.run(sql`delete from messaging.outbox`)
  await database.run(sql`delete from messaging.parked`)
  if (url.includes('/sla_')) {
    await database.run(sql`delete from watermark`)
    await database.run(sql`delete from progress`)
  }
  await database.close()
}
