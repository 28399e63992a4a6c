import type { z } from 'zod'
import type { DistrictFolder, DistrictRow } from '../../domain/district.ts'
import type { Place, Report } from '../../domain/report.ts'
import * as words from '../../domain/vocabulary.ts'
import {
  areaCode,
  centiares,
  idLastDigits,
  instant,
  login,
  needed,
  oneOf,
  optional,
  pathCode,
  phone,
  plainCode,
  text,
  whole,
} from './columns.ts'
import { FolderReader, type JsonFile, placeOf } from './folder-reader.ts'
import { readGeometries } from './geometry-files.ts'
import { calendarSchema, faultsOf, ladderSchema, typeSchema } from './json-contents.ts'

const unitCode = pathCode(2, '500105005/property-management')
const postCode = pathCode(3, '500105005/property-management/handler')

const areas = {
  code: needed(areaCode),
  name: needed(text),
  level: needed(oneOf(words.areaLevels)),
  parent: optional(areaCode),
  households: optional(whole),
  succeededBy: optional(areaCode),
}
const units = {
  code: needed(unitCode),
  name: needed(text),
  kind: needed(oneOf(words.unitKinds)),
  level: needed(oneOf(words.levels)),
  area: needed(areaCode),
  parent: optional(unitCode),
  board: optional(oneOf(words.boards)),
}
const posts = { code: needed(postCode), name: needed(text), role: needed(oneOf(words.roles)), unit: needed(unitCode) }
const staff = { code: needed(plainCode), login: needed(login), name: needed(text), phone: optional(phone) }
const holdings = { staff: needed(plainCode), post: needed(postCode), from: needed(instant), to: optional(instant) }
const residents = {
  login: needed(login),
  name: needed(text),
  phone: optional(phone),
  area: needed(areaCode),
  compound: optional(plainCode),
  building: optional(text),
  unit: optional(text),
  room: optional(text),
}
const compounds = {
  code: needed(plainCode),
  name: needed(text),
  area: needed(areaCode),
  propertyCompany: optional(text),
  builtYear: optional(whole),
}
const room = { building: needed(text), unit: optional(text), room: needed(text) }
const rooms = { ...room, kind: needed(oneOf(words.roomKinds)), area: needed(centiares), areaBasis: needed(oneOf(words.areaBases)) }
const owners = {
  ...room,
  owner: needed(plainCode),
  name: optional(text),
  phone: optional(phone),
  idLastDigits: optional(idLastDigits),
  from: needed(instant),
  to: optional(instant),
}
const households = { ...room, household: needed(plainCode), persons: needed(whole) }
const approved = { ...room, owner: optional(plainCode), household: optional(plainCode), login: needed(login) }

export interface FolderRead extends DistrictFolder {
  /** `<table>/<code>` of what was reported and left out. */
  readonly unreadable: ReadonlySet<string>
}

/** Reads a district's folder; whatever cannot be read is in the report. */
export function readFolder(root: string, report: Report): FolderRead {
  const folder = new FolderReader(root, report)
  return {
    district: readDistrict(folder),
    areas: folder.table('areas', areas, { needed: true }).map(({ households = -1, ...row }) => ({ ...row, households })),
    geometries: readGeometries(folder),
    units: folder.table('units', units, { needed: true }),
    posts: folder.table('posts', posts, { needed: true }),
    staff: folder.table('staff', staff, { needed: true }),
    holdings: folder.table('holdings', holdings, { needed: true, key: 'post' }),
    residents: folder.table('residents', residents, { needed: false, key: 'login' }),
    ...readCompounds(folder),
    types: elements(folder, 'catalogue.json', typeSchema),
    calendars: readCalendars(folder),
    ladders: elements(folder, 'ladders.json', ladderSchema),
    unreadable: folder.unreadable,
  }
}

function readDistrict(folder: FolderReader): DistrictRow {
  const nowhere: DistrictRow = { code: '', name: '', calendar: '', place: placeOf('district.json') }
  const json = folder.json('district.json')
  if (!json) return nowhere
  const place = json.at([])
  const { code, name, calendar } = (json.value ?? {}) as Record<string, unknown>
  const sound = Object.entries({ code, name, calendar }).every(([field, value]) => {
    if (typeof value === 'string' && value.trim() !== '') return true
    folder.report.error(place, field, 'missing-value', `"${field}" is needed, as text`)
    return false
  })
  if (sound && !/^\d{6}$/.test(code as string))
    folder.report.error(json.at(['code']), 'code', 'bad-code', 'the code of a district has six digits')
  return sound ? { code: code as string, name: name as string, calendar: calendar as string, place } : nowhere
}

const compoundFiles = ['rooms', 'owners', 'households', 'residents'].flatMap((name) => [`${name}.csv`, `${name}.json`])

function readCompounds(folder: FolderReader) {
  const rows = folder.table('compounds', compounds, { needed: false })
  const known = new Set(rows.map((row) => row.code))
  const folders = folder.names('compounds')
  for (const code of folders) {
    const at = placeOf(`compounds/${code}`)
    if (!known.has(code) && !folder.unreadable.has(`compounds/${code}`)) {
      folder.report.error(at, '', 'unknown-compound', `no compound has the code "${code}"`)
    }
    for (const name of folder.names(`compounds/${code}`)) {
      if (!compoundFiles.includes(name))
        folder.report.error(placeOf(`compounds/${code}/${name}`), '', 'unknown-file', 'a compound has no such file')
    }
  }
  const inCompound = <T extends { unit?: string }>(read: (code: string) => T[]) =>
    folders.flatMap((compound) => read(compound).map(({ unit = '', ...row }) => ({ ...row, compound, unit })))
  const of = (code: string, table: string) => `compounds/${code}/${table}`
  return {
    compounds: rows,
    rooms: inCompound((code) => folder.table(of(code, 'rooms'), rooms, { needed: false, key: 'room' })),
    owners: inCompound((code) => folder.table(of(code, 'owners'), owners, { needed: false, key: 'room' })).map(({ name, ...row }) => {
      if (name === undefined && row.owner !== 'DEVELOPER') folder.report.error(row.place, 'name', 'missing-value', 'a value is needed here')
      return { ...row, name: name ?? '' }
    }),
    households: inCompound((code) => folder.table(of(code, 'households'), households, { needed: false, key: 'room' })),
    approved: inCompound((code) => folder.table(of(code, 'residents'), approved, { needed: false, key: 'login' })),
  }
}

function readCalendars(folder: FolderReader) {
  const files = folder.names('calendars').filter((name) => name.endsWith('.json'))
  if (files.length === 0) folder.report.error(placeOf('calendars'), '', 'missing-file', 'the folder has no calendar')
  return files.flatMap((name) => {
    const json = folder.json(`calendars/${name}`)
    const rows = json ? content(folder, json, [], json.value, calendarSchema, 'calendars') : []
    for (const { content: calendar, place } of rows) {
      if (`${calendar.code}.json` !== name) folder.report.error(place, 'code', 'bad-code', `the code is not the name of the file, ${name}`)
    }
    return rows
  })
}

/** The elements of a file that is an array. */
function elements<S extends z.ZodType>(folder: FolderReader, file: string, schema: S) {
  const json = folder.json(file)
  if (!json) return []
  if (Array.isArray(json.value)) return json.value.flatMap((value, k) => content(folder, json, [k], value, schema, file))
  folder.report.error(json.at([]), '', 'bad-value', 'this is not an array')
  return []
}

function content<S extends z.ZodType>(
  folder: FolderReader,
  json: JsonFile,
  path: (string | number)[],
  value: unknown,
  schema: S,
  table: string,
): { content: z.output<S>; place: Place }[] {
  const parsed = schema.safeParse(value)
  if (parsed.success) return [{ content: parsed.data, place: json.at(path) }]
  for (const fault of faultsOf(parsed.error, value)) {
    folder.report.error(json.at([...path, ...fault.path]), fault.field, fault.rule, fault.message)
  }
  folder.unreadable.add(`${table}/${(value as { code?: string } | null)?.code}`)
  return []
}
