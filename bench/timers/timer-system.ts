import { type Database, sql } from '@yiwang/database'

/** A phase with its input made: what is called is what is timed. */
export type Work = () => Promise<void>

/** Somebody who keeps deadlines. Ids are UUIDs; each deadline is due at an instant of its own. */
export interface TimerSystem {
  readonly name: string
  schedule(ids: readonly string[]): Work
  cancel(ids: readonly string[]): Work
  /** To another instant. */
  move(ids: readonly string[]): Work
  /** Everything that is left is due now; done once each has written its row of the outbox. */
  fire(count: number): Promise<Work>
  /** Fails unless so many rows were written. */
  check(fired: number): Promise<void>
  close(): Promise<void>
}

/** What a peer writes for each deadline that fires, as an outbox would be. */
export const FIRED = 'create table fired (id bigint generated always as identity primary key, key text not null, value text not null)'

export const phases = ['schedule', 'cancel', 'move', 'fire'] as const
/** Seconds. */
export type Phases = Record<(typeof phases)[number] | 'all', number>

/** What is in hand at once; the input of the next part is made while the watch stands. */
const PART = 50_000

/** Schedules all, cancels a third, moves a third, fires the rest. */
export async function runScenario(system: TimerSystem, ids: readonly string[]): Promise<Phases> {
  const third = 2 * Math.floor(ids.length / 6)
  const fired = ids.length - third
  const mixed = shuffledPairs(ids)
  const schedule = await timed(parts(ids, (some) => system.schedule(some)))
  const cancel = await timed(parts(mixed.slice(0, third), (some) => system.cancel(some)))
  const move = await timed(parts(mixed.slice(third, 2 * third), (some) => system.move(some)))
  const fire = await timed([await system.fire(fired)])
  await system.check(fired)
  return { schedule, cancel, move, fire, all: schedule + cancel + move + fire }
}

async function timed(works: Iterable<Work>): Promise<number> {
  let ms = 0
  for (const work of works) {
    const began = performance.now()
    await work()
    ms += performance.now() - began
  }
  return ms / 1_000
}

function* parts(ids: readonly string[], prepare: (ids: readonly string[]) => Work): Generator<Work> {
  for (let from = 0; from < ids.length; from += PART) yield prepare(ids.slice(from, from + PART))
}

/** In another order, two and two: a case has two deadlines. */
function shuffledPairs(ids: readonly string[]): string[] {
  const pairs = Array.from({ length: ids.length / 2 }, (_, n) => [ids[2 * n]!, ids[2 * n + 1]!])
  for (let last = pairs.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    ;[pairs[last], pairs[other]] = [pairs[other]!, pairs[last]!]
  }
  return pairs.flat()
}

export const BATCH = 500

export function* batchesOf<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += BATCH) yield list.slice(from, from + BATCH)
}

/** Two batches in hand at once, as the consumers of the platform have. */
export async function twoAtOnce<T>(batches: Iterable<T>, each: (batch: T) => Promise<unknown>): Promise<void> {
  const iterator = batches[Symbol.iterator]()
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await each(next.value)
  }
  await Promise.all([worker(), worker()])
}

export async function checkFired(database: Database, fired: number): Promise<void> {
  const row = await database.one<{ n: number }>(sql`select count(*)::int as n from fired`)
  if (row?.n !== fired) throw new Error(`${row?.n} of ${fired} deadlines fired`)
}
