import type { CaseState, MappingPack } from './pack/mapping-pack.ts'

/** What a legacy system reads about a matter of its own. */
export interface StatusBack {
  readonly [field: string]: string
}

export interface Change {
  readonly state: string
  readonly caseNumber: string
  readonly at: Date
}

/** One message at registration and whenever their code changes; `last` is the code that was sent last. */
export function statusBack(
  pack: MappingPack,
  number: string,
  last: string | undefined,
  change: Change,
): { readonly status: string; readonly value: StatusBack } | undefined {
  const status = pack.status[change.state as CaseState]
  if (status === undefined || status === last) return undefined
  return { status, value: { [pack.number.field]: number, status, caseNumber: change.caseNumber, at: change.at.toISOString() } }
}
