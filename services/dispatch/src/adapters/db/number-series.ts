import { statement, type Transaction } from '@yiwang/database'

const TAKE = statement<[series: string[], counts: number[]]>(
  'number-series-take',
  `insert into number_series as s (series, last) select * from unnest($1::text[], $2::int[]) as e (series, count) order by series
   on conflict (series) do update set last = s.last + excluded.last
   returning series, last`,
)

/**
 * Serial numbers, one for each series given, in order. A series is a street and a day, so streets do not wait for each
 * other; its rows are locked in order. The first number of each series comes back with the last one taken from it.
 */
export async function takeSerials(tx: Transaction, series: readonly string[]): Promise<number[]> {
  const counts = new Map<string, number>()
  for (const one of series) counts.set(one, (counts.get(one) ?? 0) + 1)
  const taken = await tx.rows<{ series: string; last: number }>(TAKE([...counts.keys()], [...counts.values()]))
  const next = new Map(taken.map(({ series: one, last }) => [one, last - counts.get(one)! + 1]))
  return series.map((one) => {
    const serial = next.get(one)!
    next.set(one, serial + 1)
    return serial
  })
}
