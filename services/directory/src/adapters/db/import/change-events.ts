import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { type directoryEvents, events } from '@yiwang/contracts'
import { type OutgoingEvent, outgoing } from '@yiwang/messaging'
import type { CalendarContent, LadderContent } from '../../../domain/district.ts'
import { loginHash } from '../../../domain/ids.ts'
import type { Changes } from './changes.ts'
import type { TableDiff } from './table-diff.ts'
import type { Row } from './tables.ts'
import type { VersionsDiff } from './versions-diff.ts'
import type { PlannedType } from './wanted-rows.ts'

type Change = MessageInitShape<typeof directoryEvents.ChangeSchema>
type Entry = NonNullable<Change['entry']>
type Fact = keyof typeof events.directoryChange
interface Thing {
  readonly key: string
  readonly area: string
  readonly entry: Entry
}

/** What an import says on the bus: an event for every thing that was added, changed or retired; geometry last, because of its bulk. */
export function changeEvents(changes: Changes, district: string, at: Date): OutgoingEvent[] {
  const { tables, versions } = changes
  const say = (fact: Fact, { key, area, entry }: Thing): OutgoingEvent =>
    outgoing({
      event: events.directoryChange[fact],
      ...{ key, subject: key, area, at },
      value: { entry, ...(fact === 'retired' ? { retiredAt: timestampFromDate(at) } : {}) },
    })
  const table = ({ added, changed, retired }: TableDiff, thing: (row: Row) => Thing): OutgoingEvent[] => [
    ...added.map((row) => say('added', thing(row))),
    ...changed.map((row) => say('changed', thing(row))),
    ...retired.map((row) => say('retired', thing(row))),
  ]
  const versioned = <C>({ added, changed, retired }: VersionsDiff<C>, thing: (content: C, version: number) => Thing): OutgoingEvent[] => [
    ...added.map(({ content, version }) => say('added', thing(content, version))),
    ...changed.map(({ content, version }) => say('changed', thing(content, version))),
    ...retired.map(({ content, version }) => say('retired', thing(content, version))),
  ]
  return [
    ...table(tables.area, areaThing),
    ...table(tables.unit, unitThing),
    ...table(tables.post, (row) => postThing(row, changes.unitOf(row))),
    ...table(changes.staff, (row) => staffThing(row, changes.holdingsOf(row), district)),
    ...table(tables.resident, homeThing),
    ...table(tables.compound, compoundThing),
    ...versioned(versions.calendar, (content, version) => calendarThing(content, version, district)),
    ...versioned(versions.ladder, (content, version) => ladderThing(content, version, district)),
    ...versioned(versions.type, (content, version) => typeThing(content, version, district)),
    ...geometryEvents(tables.geometry, at),
  ]
}

const text = (row: Row, column: string): string => String(row[column])
const optional = (row: Row, column: string): string | undefined => (row[column] as string | null) ?? undefined
/** Absent members are left out: proto has no undefined. */
const present = <K extends string>(name: K, value: string | undefined): { [_ in K]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [_ in K]?: string }

const areaThing = (row: Row): Thing => ({
  key: `area/${row['code']}`,
  area: text(row, 'code'),
  entry: {
    case: 'area',
    value: {
      code: text(row, 'code'),
      name: text(row, 'name'),
      level: text(row, 'level'),
      ...present('parent', optional(row, 'parent')),
      households: Number(row['households']),
      ...present('succeededBy', optional(row, 'succeeded_by')),
    },
  },
})

const unitThing = (row: Row): Thing => ({
  key: `unit/${row['id']}`,
  area: text(row, 'area'),
  entry: {
    case: 'unit',
    value: {
      id: text(row, 'id'),
      code: text(row, 'code'),
      name: text(row, 'name'),
      kind: text(row, 'kind'),
      level: text(row, 'level'),
      area: text(row, 'area'),
      ...present('parent', optional(row, 'parent')),
      ...present('board', optional(row, 'board')),
    },
  },
})

const postThing = (row: Row, unit: Row): Thing => ({
  key: `post/${row['id']}`,
  area: text(unit, 'area'),
  entry: {
    case: 'post',
    value: {
      id: text(row, 'id'),
      code: text(row, 'code'),
      name: text(row, 'name'),
      role: text(row, 'role'),
      unit: text(row, 'unit'),
      level: text(unit, 'level'),
      area: text(unit, 'area'),
    },
  },
})

/** Without name and phone. */
const staffThing = (row: Row, holdings: readonly { post: string; from: Date; to: Date | undefined }[], district: string): Thing => ({
  key: `staff/${row['id']}`,
  area: district,
  entry: {
    case: 'staff',
    value: {
      id: text(row, 'id'),
      login: text(row, 'login'),
      holdings: holdings.map(({ post, from, to }) => ({
        post,
        from: timestampFromDate(from),
        ...(to ? { to: timestampFromDate(to) } : {}),
      })),
    },
  },
})

/** Of a resident only where they live, under a hash of the login. */
const homeThing = (row: Row): Thing => {
  const hash = loginHash(text(row, 'login'))
  return { key: `home/${hash}`, area: text(row, 'area'), entry: { case: 'home', value: { loginHash: hash, area: text(row, 'area') } } }
}

const compoundThing = (row: Row): Thing => ({
  key: `compound/${row['code']}`,
  area: text(row, 'area'),
  entry: { case: 'compound', value: { code: text(row, 'code'), name: text(row, 'name'), area: text(row, 'area') } },
})

const calendarThing = ({ source: _, ...content }: CalendarContent, version: number, district: string): Thing => ({
  key: `calendar/${content.code}@${version}`,
  area: district,
  entry: {
    case: 'calendar',
    value: { ...content, version, hours: [...content.hours], holidays: [...content.holidays], makeUpDays: [...content.makeUpDays] },
  },
})

const rungsOf = (rungs: LadderContent['rungs']) => rungs.map(({ percent, tell }) => ({ percent, tell: [...tell] }))

const ladderThing = ({ code, rungs }: LadderContent, version: number, district: string): Thing => ({
  key: `ladder/${code}@${version}`,
  area: district,
  entry: { case: 'ladder', value: { code, version, rungs: rungsOf(rungs) } },
})

const typeThing = (type: PlannedType, version: number, district: string): Thing => {
  const { street, board, fields, verification, plan, assistingPosts, solvedAt, evidence, kindred, ...plain } = type
  return {
    key: `type/${type.code}@${version}`,
    area: street ?? district,
    entry: {
      case: 'type',
      value: {
        ...plain,
        version,
        ...present('street', street),
        ...present('board', board),
        assistingPosts: [...assistingPosts],
        solvedAt: [...solvedAt],
        fieldsSchemaJson: JSON.stringify(fields),
        evidence: [...evidence],
        verification: { mode: verification.mode, percent: verification.percent ?? 0 },
        plan: { ...plan, ladder: rungsOf(plan.ladder) },
        kindred: [...kindred],
      },
    },
  }
}

function geometryEvents({ added, changed, retired }: TableDiff, at: Date): OutgoingEvent[] {
  const say = (fact: Fact) => (row: Row) => {
    const area = text(row, 'area')
    return outgoing({
      event: events.directoryGeometry[fact],
      ...{ key: area, subject: area, area, at },
      value: { area, geojson: text(row, 'geojson'), ...(fact === 'retired' ? { retiredAt: timestampFromDate(at) } : {}) },
    })
  }
  return [...added.map(say('added')), ...changed.map(say('changed')), ...retired.map(say('retired'))]
}
