import { Injectable } from '@nestjs/common'
import { statement, type Transaction } from '@yiwang/database'

/** Locks the rows of the partitions, in order, so that what is applied and what is reached are seen in one order by all. */
const STAND = statement<[parts: number[]]>(
  'sla-watermark-stand',
  `insert into watermark (part, applied) select part, 0 from unnest($1::smallint[]) as p (part) order by part
  on conflict (part) do update set applied = watermark.applied`,
)

const APPLIED = statement<[part: number, applied: string]>(
  'sla-watermark-applied',
  `insert into watermark (part, applied) values ($1, $2)
  on conflict (part) do update set applied = greatest(watermark.applied, excluded.applied)`,
)

const PENDING = statement(
  'sla-progress-pending',
  `insert into progress (part, "offset", at)
  select part, "offset", max(at) from unnest($1::smallint[], $2::bigint[], $3::timestamptz[]) as p (part, "offset", at) group by part, "offset"
  on conflict (part, "offset") do update set at = greatest(progress.at, excluded.at)`,
)

/** The newest instant whose offset is applied. Never lowered: what was known stays known. */
const REACH = statement<[parts: number[]]>(
  'sla-watermark-reach',
  `with reached as (
    delete from progress p using watermark w
    where p.part = any((select $1::smallint[])::smallint[]) and w.part = p.part and p."offset" <= w.applied
    returning p.part, p.at
  )
  update watermark w set at = greatest(w.at, r.at)
  from (select part, max(at) as at from reached group by part) r
  where w.part = r.part`,
)

/**
 * While sla is behind, records pile up. The oldest stay, because they are the first to be reached, and the newest, because
 * it says most; what lies between is of no use once there are many. Were only the newest kept, it would stay out of reach for
 * as long as dispatch goes on publishing.
 */
const PRUNE = statement<[parts: number[], keep: number]>(
  'sla-progress-prune',
  `delete from progress p using (
    select part, "offset", row_number() over (partition by part order by "offset") as oldest,
      row_number() over (partition by part order by "offset" desc) as newest
    from progress where part = any((select $1::smallint[])::smallint[])
  ) n
  where p.part = n.part and p."offset" = n."offset" and n.oldest > $2 and n.newest > 1`,
)

const KEPT = 100

export interface ProgressRecord {
  readonly part: number
  readonly offset: string
  readonly at: Date
}

/** How far time is known on each partition of dispatch.case.v1 and of voting.decision.v1. One that stands still holds back its own clocks alone. */
@Injectable()
export class Watermarks {
  private readonly listeners = new Set<() => void>()

  /** Every event before the offset is applied, or its key is parked. */
  async applied(tx: Transaction, part: number, nextOffset: string): Promise<void> {
    await Promise.all([tx.run(APPLIED(part, nextOffset)), this.reach(tx, [part])])
  }

  /** A relay has published what its service committed before these instants, up to these offsets. */
  async progressed(tx: Transaction, records: readonly ProgressRecord[]): Promise<void> {
    const parts = [...new Set(records.map((record) => record.part))]
    if (parts.length === 0) return
    const [, , advanced] = await Promise.all([
      tx.run(STAND(parts)),
      tx.run(
        PENDING(
          records.map(({ part }) => part),
          records.map(({ offset }) => offset),
          records.map(({ at }) => at),
        ),
      ),
      this.reach(tx, parts),
    ])
    if (advanced < parts.length) await tx.run(PRUNE(parts, KEPT))
  }

  onAdvance(listener: () => void): void {
    this.listeners.add(listener)
  }

  /** Returns in how many of them time has gone on. */
  private async reach(tx: Transaction, parts: number[]): Promise<number> {
    const advanced = await tx.run(REACH(parts))
    if (advanced > 0) tx.afterCommit(() => this.tell())
    return advanced
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
