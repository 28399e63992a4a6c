import { toJsonString } from '@bufbuild/protobuf'
import { dispatchEvents } from '@yiwang/contracts'
import { columnNames, columns } from '../../services/dispatch/src/adapters/db/case-columns.ts'
import type { Case } from '../../services/dispatch/src/domain/case.ts'
import { isOpen } from '../../services/dispatch/src/domain/case.ts'
import { CLOCK_COLUMNS, clockValues, iso } from '../../services/sla/src/adapters/db/clock-row.ts'
import type { Clock } from '../../services/sla/src/domain/clock.ts'
import type { Life } from './life.ts'
import { Sheet } from './sheets.ts'

const MARKS = ['consumer', 'topic', 'subject', 'last_sequence']

/** What a life leaves in the databases of all services: the rows that they would have written. */
export const sheets = () => ({
  dispatch: {
    kase: new Sheet('kase', [...columnNames, 'case_due_at', 'case_warn_at', 'step_due_at', 'step_warn_at', 'due_at']),
    entry: new Sheet('ledger.entry', ['case_id', 'seq', 'at', 'value']),
    text: new Sheet('ledger.text', ['case_id', 'seq', 'text', 'salt']),
    series: new Sheet('number_series', ['series', 'last']),
    marks: new Sheet('messaging.consumed', MARKS),
  },
  intake: {
    matter: new Sheet('matter', MATTER),
    followed: new Sheet('followed_case', ['id', 'number', 'type', 'area', 'state', 'level', 'unit', 'due_at']),
    holder: new Sheet('case_holder', ['case', 'person']),
    attachment: new Sheet('attachment', ['id', 'uploaded_by', 'uploaded_at', 'content_type', 'size', 'sha256', 'matter']),
    numbering: new Sheet('messaging.outbox_sequence', ['topic', 'subject', 'last']),
    marks: new Sheet('messaging.consumed', MARKS),
  },
  sla: {
    timed: new Sheet('timed_case', TIMED),
    clock: new Sheet(
      'clock',
      CLOCK_COLUMNS.map(([name]) => name),
    ),
    rung: new Sheet('escalation', ['case_id', 'no', 'epoch', 'rung', 'planned_at', 'fired_at', 'holder']),
    marks: new Sheet('messaging.consumed', MARKS),
  },
  notify: {
    file: new Sheet('case_file', ['case_id', 'number', 'type', 'type_version', 'reporter']),
    marks: new Sheet('messaging.consumed', MARKS),
  },
})
export type Sheets = ReturnType<typeof sheets>

const MATTER = [
  ...['id', 'type', 'type_version', 'text', 'fields', 'area', 'lon', 'lat', 'received_at', 'reporter_kind', 'reporter'],
  ...['idempotency_key', 'body_hash', 'open'],
]
const TIMED = [
  ...['id', 'part', 'number', 'area', 'reporter_kind', 'reporter_id', 'plan', 'holder', 'handlers', 'solved_by_grid', 'last_no'],
]

export function write({ dispatch, intake, sla, notify }: Sheets, life: Life): void {
  const clocks = life.book.changedClocks
  writeDispatch(dispatch, life, clocks)
  writeIntake(intake, life, clocks)
  writeSla(sla, life, clocks)
  const { kase } = life
  notify.file.add([kase.id, kase.number, kase.type, kase.typeVersion, kase.reporter.id])
  notify.marks.add(['notify', 'intake.matter.v1', kase.id, 1])
  notify.marks.add(['notify', 'dispatch.case.v1', kase.id, kase.seq])
  markClocks(notify.marks, 'notify', life, clocks, ['clock', 'escalation'])
}

function writeDispatch(sheet: Sheets['dispatch'], life: Life, clocks: readonly Clock[]): void {
  const { kase } = life
  sheet.kase.add([...columns.map(([, , of]) => of(kase)), ...deadlines(kase, clocks)])
  for (const { next, entry, text } of life.changes) {
    sheet.entry.add([kase.id, entry.seq, next.lastAt, toJsonString(dispatchEvents.LedgerEntrySchema, entry)])
    if (text) sheet.text.add([kase.id, entry.seq, text.text, text.salt])
  }
  sheet.marks.add(['dispatch', 'intake.matter.v1', kase.id, 1])
  markClocks(sheet.marks, 'dispatch', life, clocks, ['clock', 'escalation'])
}

/** As deadline.store.ts copies them: of the clock that began with the round, and of the one that began with the step. */
function deadlines(kase: Case, clocks: readonly Clock[]): unknown[] {
  const of = (kind: string, start: Date | undefined) =>
    clocks.find((clock) => clock.kind === kind && clock.budget.start === start?.getTime())
  const [ofCase, ofStep] = [of('CASE', kase.caseStartedAt), of('STEP', kase.stepStartedAt)]
  const running = [kase.verifiedAt ? undefined : ofCase?.dueAt, ofStep?.dueAt].filter((due) => due !== undefined)
  const soonest = kase.closedAt || running.length === 0 ? 'infinity' : iso(Math.min(...running))
  return [...[ofCase?.dueAt, ofCase?.warnAt, ofStep?.dueAt, ofStep?.warnAt].map((ms) => ms && iso(ms)), soonest]
}

function writeIntake(
  sheet: Sheets['intake'],
  { kase, matter, type, changes, ...life }: Life & { part: number },
  clocks: readonly Clock[],
): void {
  const { id, receivedAt, reporter, area } = matter
  const [lon, lat] = pointIn(area)
  const key = [`seed-${id}`, kase.head]
  sheet.matter.add([
    id,
    type.code,
    type.version,
    text(type.name),
    '{}',
    area,
    lon,
    lat,
    receivedAt,
    reporter.kind,
    reporter.id,
    ...key,
    isOpen(kase.state),
  ])
  const due = clocks.findLast((clock) => clock.kind === 'CASE')?.dueAt
  sheet.followed.add([id, kase.number, kase.type, kase.area, kase.state, kase.holder.level, kase.holder.unit, due && iso(due)])
  const holders = new Set(changes.flatMap(({ next }) => next.holder.person ?? []))
  for (const person of holders) sheet.holder.add([id, person])
  for (const { entry, next } of changes) {
    for (const { attachment } of entry.details?.evidence ?? []) {
      sheet.attachment.add([attachment, entry.actor!.id, next.lastAt, 'image/jpeg', 180_000, entry.hash, id])
    }
  }
  sheet.numbering.add(['intake.matter.v1', id, 1])
  sheet.marks.add(['intake', 'dispatch.case.v1', id, kase.seq])
  for (const clock of clocks) sheet.marks.add(['intake', 'sla.clock.v1', clock.id, life.book.sequencesOf(clock.id).clock])
}

function writeSla(sheet: Sheets['sla'], { kase, book, part }: Life, clocks: readonly Clock[]): void {
  const timed = book.caseOf(kase.id)!
  const { id, number, area, reporter, plan, holder, handlers } = timed
  sheet.timed.add([
    ...[id, part, number, area, reporter?.kind, reporter?.id, JSON.stringify(plan), JSON.stringify(holder)],
    ...[`{${handlers.join(',')}}`, timed.solvedByGrid, timed.lastNo],
  ])
  for (const clock of clocks) sheet.clock.add(clockValues(clock, part, book.sequencesOf(clock.id)))
  for (const { clock, epoch, rung, plannedAt, case: then } of book.effects.filter(({ rung: fired }) => fired !== undefined)) {
    sheet.rung.add([id, clock.no, epoch, rung, iso(plannedAt!), iso(plannedAt! + 500), JSON.stringify(then.holder)])
  }
  sheet.marks.add(['sla', 'dispatch.case.v1', id, kase.seq])
}

function markClocks(
  marks: Sheet,
  consumer: string,
  { book }: Life,
  clocks: readonly Clock[],
  kinds: readonly ('clock' | 'escalation')[],
): void {
  for (const clock of clocks) {
    const sequences = book.sequencesOf(clock.id)
    for (const kind of kinds) if (sequences[kind] > 0) marks.add([consumer, `sla.${kind}.v1`, clock.id, sequences[kind]])
  }
}

const text = (name: string): string => `${name}：居民反映小区门口的情况已经持续多日，影响出行，请尽快派人到现场查看处理。`

/** Some place in the district, the same for the same grid. */
function pointIn(grid: string): [lon: number, lat: number] {
  const n = Number(grid.slice(6)) * 2_654_435_761
  return [106.47 + (n % 9973) / 9973 / 4, 29.57 + (n % 7919) / 7919 / 8]
}
