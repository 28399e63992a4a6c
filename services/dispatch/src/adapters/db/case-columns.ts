import type { BudgetUnit } from '@yiwang/calendar'
import type { Case, Holder, Level, PersonKind, Place, State } from '../../domain/case.ts'
import type { Suspension, SuspensionReason } from '../../domain/suspension-reasons.ts'

/** A column of kase: its type in an unnest, and its value. Arrays travel as text, because unnest would flatten them. */
type Column = readonly [name: string, type: string, of: (kase: Case) => unknown]

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null
const uuids = (ids: readonly string[]): string => `{${ids.join(',')}}`

/**
 * What SAVE writes. The due instants are not among it: they are sla's, and stay as they are while their clock runs.
 * `due_at`, the order of lists, follows from them in SQL.
 */
export const columns: readonly Column[] = [
  ['id', 'uuid', (kase) => kase.id],
  ['number', 'text', (kase) => kase.number],
  ['type', 'text', (kase) => kase.type],
  ['type_version', 'int', (kase) => kase.typeVersion],
  ['area', 'text', (kase) => kase.area],
  ['street', 'text', ({ area }) => prefix(area, 9)],
  ['community', 'text', ({ area }) => prefix(area, 12)],
  ['grid', 'text', ({ area }) => prefix(area, 15)],
  ['state', 'text', (kase) => kase.state],
  ['round', 'int', (kase) => kase.round],
  ['level', 'text', (kase) => kase.holder.level],
  ['unit', 'uuid', (kase) => kase.holder.unit],
  ['post', 'uuid', (kase) => kase.holder.post],
  ['person', 'uuid', (kase) => kase.holder.person],
  ['held_since', 'timestamptz', (kase) => iso(kase.heldSince)],
  ['received_at', 'timestamptz', (kase) => iso(kase.receivedAt)],
  ['verified_at', 'timestamptz', (kase) => iso(kase.verifiedAt)],
  ['closed_at', 'timestamptz', (kase) => iso(kase.closedAt)],
  ['ended_by_seq', 'int', (kase) => kase.endedBySeq],
  ['case_started_at', 'timestamptz', (kase) => iso(kase.caseStartedAt)],
  ['step_started_at', 'timestamptz', (kase) => iso(kase.stepStartedAt)],
  ['reporter_kind', 'text', (kase) => kase.reporter.kind],
  ['reporter', 'text', (kase) => kase.reporter.id],
  ['system', 'text', (kase) => kase.system],
  ['authority', 'text', (kase) => kase.authority],
  ['first_level', 'text', (kase) => kase.first.level],
  ['first_unit', 'uuid', (kase) => kase.first.unit],
  ['dispatcher_level', 'text', (kase) => kase.dispatcher?.level],
  ['dispatcher_unit', 'uuid', (kase) => kase.dispatcher?.unit],
  ['given_level', 'text', (kase) => kase.givenTo?.level],
  ['given_unit', 'uuid', (kase) => kase.givenTo?.unit],
  ['given_post', 'uuid', (kase) => kase.givenTo?.post],
  ['handlers', 'text', (kase) => uuids(kase.handlers)],
  ['participants', 'text', (kase) => uuids(kase.participants)],
  ['pauses', 'text', (kase) => `{${kase.pauses.map((at) => at.toISOString()).join(',')}}`],
  ['suspension_reason', 'text', (kase) => kase.suspension?.reason],
  ['suspension_amount', 'int', (kase) => kase.suspension?.maximum.amount],
  ['suspension_unit', 'text', (kase) => kase.suspension?.maximum.unit],
  ['decision', 'uuid', (kase) => kase.decision?.id],
  ['decision_passed', 'boolean', (kase) => kase.decision?.passed],
  ['void_asked_by', 'uuid', (kase) => kase.voidAsked?.by],
  ['void_asked_at', 'timestamptz', (kase) => iso(kase.voidAsked?.at)],
  ['changed_by', 'text', (kase) => kase.changed.by],
  ['changed_at', 'timestamptz', (kase) => iso(kase.changed.at)],
  ['version', 'int', (kase) => kase.version],
  ['seq', 'int', (kase) => kase.seq],
  ['head', 'text', (kase) => kase.head],
  ['last_at', 'timestamptz', (kase) => iso(kase.lastAt)],
]

/** One array a column, for unnest. */
export const columnArrays = (kases: readonly Case[]): unknown[][] => columns.map(([, , of]) => kases.map((kase) => of(kase) ?? null))

export const columnNames = columns.map(([name]) => name)

/** A column as it is read from the unnested row `c`. */
export const fromGiven = (name: string): string => (name in ARRAYS ? `c.${name}::${ARRAYS[name]}` : `c.${name}`)

const ARRAYS: Readonly<Record<string, string>> = { handlers: 'uuid[]', participants: 'uuid[]', pauses: 'timestamptz[]' }

/** The cases as rows `c`, from the parameters 1 to `columns.length`. */
export const GIVEN = `unnest(${columns.map(([, type], n) => givenArray(n + 1, type)).join(', ')}) as c (${columnNames.join(', ')})`

function givenArray(n: number, type: string): string {
  return n === 1 ? `(select $1::${type}[])` : `$${n}::${type}[]`
}

/** … and in the parameter `seqs` the number of the last entry that each was read with. */
export const givenAsRead = (seqs: number): string => GIVEN.replace(') as c (', `, $${seqs}::int[]) as c (`).replace(/\)$/, ', read_seq)')

const prefix = (area: string, length: number): string | null => (area.length >= length ? area.slice(0, length) : null)

/** What is read of a row `k` of kase: a CaseRow. */
export const READ_COLUMNS = [...columnNames, 'case_due_at', 'case_warn_at', 'step_due_at', 'step_warn_at']
  .map((name) => `k.${name}`)
  .join(', ')

/** A row of kase. */
export interface CaseRow {
  id: string
  number: string
  type: string
  type_version: number
  area: string
  state: State
  round: number
  level: Level
  unit: string
  post: string | null
  person: string | null
  held_since: Date
  received_at: Date
  verified_at: Date | null
  closed_at: Date | null
  ended_by_seq: number | null
  case_started_at: Date
  step_started_at: Date | null
  case_due_at: Date | null
  case_warn_at: Date | null
  step_due_at: Date | null
  step_warn_at: Date | null
  reporter_kind: PersonKind
  reporter: string
  system: string | null
  authority: string | null
  first_level: Level
  first_unit: string
  dispatcher_level: Level | null
  dispatcher_unit: string | null
  given_level: Level | null
  given_unit: string | null
  given_post: string | null
  handlers: string[]
  participants: string[]
  pauses: Date[] | null
  suspension_reason: SuspensionReason | null
  suspension_amount: number | null
  suspension_unit: BudgetUnit | null
  decision: string | null
  decision_passed: boolean | null
  void_asked_by: string | null
  void_asked_at: Date | null
  changed_by: string
  changed_at: Date
  version: number
  seq: number
  head: string
  last_at: Date
}

export function caseOf(row: CaseRow): Case {
  return {
    ...{ id: row.id, number: row.number, type: row.type, typeVersion: row.type_version, area: row.area },
    ...{ state: row.state, round: row.round, holder: holderOf(row.level, row.unit, row.post, row.person), heldSince: row.held_since },
    ...{ receivedAt: row.received_at, verifiedAt: row.verified_at ?? undefined, closedAt: row.closed_at ?? undefined },
    ...{ endedBySeq: row.ended_by_seq ?? undefined, caseStartedAt: row.case_started_at, stepStartedAt: row.step_started_at ?? undefined },
    ...{ caseDueAt: row.case_due_at ?? undefined, caseWarnAt: row.case_warn_at ?? undefined },
    ...{ stepDueAt: row.step_due_at ?? undefined, stepWarnAt: row.step_warn_at ?? undefined },
    reporter: { kind: row.reporter_kind, id: row.reporter },
    ...{ system: row.system ?? undefined, authority: row.authority ?? undefined },
    first: { level: row.first_level, unit: row.first_unit },
    dispatcher: placeOf(row.dispatcher_level, row.dispatcher_unit),
    givenTo: row.given_level && row.given_unit ? holderOf(row.given_level, row.given_unit, row.given_post, null) : undefined,
    ...{ handlers: row.handlers, participants: row.participants },
    ...{ pauses: row.pauses ?? [], suspension: suspensionOf(row) },
    decision: row.decision === null ? undefined : { id: row.decision, passed: row.decision_passed ?? undefined },
    voidAsked: row.void_asked_by && row.void_asked_at ? { by: row.void_asked_by, at: row.void_asked_at } : undefined,
    changed: { by: row.changed_by, at: row.changed_at },
    ...{ version: row.version, seq: row.seq, head: row.head, lastAt: row.last_at },
  }
}

const holderOf = (level: Level, unit: string, post: string | null, person: string | null): Holder => ({
  level,
  unit,
  post: post ?? undefined,
  person: person ?? undefined,
})

const suspensionOf = ({ suspension_reason: reason, suspension_amount: amount, suspension_unit: unit }: CaseRow): Suspension | undefined =>
  reason && amount && unit ? { reason, maximum: { amount, unit } } : undefined

const placeOf = (level: Level | null, unit: string | null): Place | undefined => (level && unit ? { level, unit } : undefined)
