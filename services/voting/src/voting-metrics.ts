import { record, ServiceError } from '@yiwang/service-kit'
import { TASKS, type TaskKind } from './adapters/db/tasks.repository.ts'
import type { Way } from './domain/lines.ts'

type WorkKind = TaskKind | 'FREEZE'

export const countCast = (way: Way, ballots = 1): void => record('ballotsCast', ballots, { way })

/** Counts what the rules refuse, by the code of the problem and by nothing else of the ballot. */
export async function countingRefusals<Result>(way: Way, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ServiceError) record('ballotsRefused', 1, { way, reason: error.code })
    throw error
  }
}

/** Tells how long it took, once it is done. */
export async function timed<Result>(kind: WorkKind, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now()
  const result = await work()
  record('votingWork', (performance.now() - startedAt) / 1_000, { kind })
  return result
}

/** They are there before anything happened. */
export function startVotingMetrics(): void {
  countCast('ELECTRONIC', 0)
  countCast('PAPER', 0)
  record('ballotsRefused', 0)
  for (const kind of [...TASKS, 'FREEZE'] satisfies WorkKind[]) record('votingWork', 0, { kind })
}
