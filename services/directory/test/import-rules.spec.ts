import { readFolder } from '../src/adapters/folder/read-folder.ts'
import { checkDistrict } from '../src/domain/checks/check-district.ts'
import { Report, type Violation } from '../src/domain/report.ts'
import {
  COMMUNITY,
  csv,
  GRID,
  OTHER_GRID,
  type SmallDistrict,
  STREET,
  smallDistrict,
  type as typeOfMatter,
  writeFolder,
} from './small-district.fixture.ts'

type Files = Record<string, string | undefined>
const at = new Date('2026-11-24T01:00:00Z')

function checked(change: (district: SmallDistrict) => Files | undefined, strict = false): Report {
  const district = smallDistrict()
  const files = change(district) ?? {}
  const report = new Report({ strict })
  checkDistrict(readFolder(writeFolder(district, files), report), report, at)
  return report
}

const short = ({ file, line, field, rule }: Violation) => `${file}:${line} ${field} ${rule}`
type Case = [sentence: string, change: (d: SmallDistrict) => Files | undefined, expected: string[]]

describe('a folder without a fault', () => {
  it('has no errors and only the findings that it is to have', () => {
    const report = checked(() => {})
    expect(report.errors).toEqual([])
    expect(report.findings).toEqual([])
  })

  it('may have its tables as JSON', () => {
    const report = checked((d) => ({
      'areas.csv': undefined,
      'areas.json': JSON.stringify(d.areas),
      'compounds/C1/rooms.csv': undefined,
      'compounds/C1/rooms.json': JSON.stringify(d.rooms),
    }))
    expect([...report.errors, ...report.findings]).toEqual([])
  })

  it('may begin with a byte-order mark, end lines with CR LF and quote its fields', () => {
    const report = checked((d) => ({ 'staff.csv': `\uFEFF${csv(d.staff).replaceAll('\n', '\r\n').replace('李强', '"李,强"')}\r\n` }))
    expect(report.errors).toEqual([])
  })
})

const errors: Case[] = [
  [
    'a needed file is missing',
    () => ({ 'units.csv': undefined, 'posts.csv': 'code,name,role,unit', 'holdings.csv': 'staff,post,from', 'catalogue.json': '[]' }),
    ['units.csv:1  missing-file'],
  ],
  ['a table is there as CSV and as JSON', () => ({ 'staff.json': '[]' }), ['staff.json:1  two-formats']],
  ['a file is not JSON', () => ({ 'ladders.json': '[{', 'catalogue.json': '[]' }), ['ladders.json:1  unreadable-file']],
  [
    'a file is not UTF-8',
    () => ({ 'compounds/C1/households.csv': Buffer.from([0xff, 0xfe, 0x41]) as unknown as string }),
    ['compounds/C1/households.csv:1  unreadable-file'],
  ],
  [
    'a row has too few fields',
    () => ({ 'compounds/C1/households.csv': 'building,unit,room,household,persons\n1,2,301' }),
    ['compounds/C1/households.csv:2  bad-row'],
  ],
  ['a column is not known', (d) => void (d.staff[0]!['nickname'] = 'x'), ['staff.csv:1 nickname unknown-column']],
  [
    'a needed column is missing',
    () => ({ 'compounds/C1/households.csv': 'building,unit,room,household\n1,2,301,H1' }),
    ['compounds/C1/households.csv:1 persons missing-column'],
  ],
  [
    'a column stands twice',
    () => ({ 'compounds/C1/households.csv': 'building,room,household,persons,persons\n1,301,H1,1,2' }),
    ['compounds/C1/households.csv:1 persons duplicate-column'],
  ],
  [
    'a member of a JSON row is not known',
    (d) => ({
      'residents.csv': undefined,
      'residents.json': JSON.stringify(
        d.residents.map((r) => ({ ...r, age: 9 })),
        null,
        1,
      ),
    }),
    ['residents.json:2 age unknown-column'],
  ],
  ['a needed field is empty', (d) => void (d.staff[1]!['name'] = ''), ['staff.csv:3 name missing-value']],
  [
    'the code of a district is not six digits',
    (d) => void (d.district['code'] = '5001'),
    ['areas.csv:2 code other-district', 'district.json:1 code bad-code', 'district.json:1 code unknown-area'],
  ],
  [
    'a parent is not known',
    (d) => void (d.areas[1]!['parent'] = '500106'),
    ['areas.csv:3 code code-not-of-parent', 'areas.csv:3 parent unknown-parent'],
  ],
  ['a code does not extend its parent’s', (d) => void (d.areas[8]!['parent'] = GRID), ['areas.csv:10 code code-not-of-parent']],
  [
    'a code is too long for its level',
    (d) => void d.areas.push({ code: `${STREET}0021`, name: 'x', level: 'COMMUNITY', parent: STREET }),
    ['areas.csv:11 code code-length'],
  ],
  [
    'a parent is of the wrong level',
    (d) => void d.areas.push({ code: `${STREET}002001`, name: 'x', level: 'GRID', parent: STREET, households: 9 }),
    ['areas.csv:11 parent wrong-level'],
  ],
  ['a level is no level', (d) => void (d.areas[8]!['level'] = 'NANO_GRID'), ['areas.csv:10 level unknown-word']],
  ['a number of households is no number', (d) => void (d.areas[8]!['households'] = 'many'), ['areas.csv:10 households bad-number']],
  ['a number of households is missing', (d) => void (d.areas[8]!['households'] = ''), ['areas.csv:10 households missing-value']],
  ['two areas have one code', (d) => void d.areas.push({ ...d.areas[8]! }), ['areas.csv:11 code duplicate-code']],
  ['a successor is not known', (d) => void (d.areas[8]!['succeededBy'] = `${GRID}99`), ['areas.csv:10 succeededBy unknown-area']],
  [
    'siblings overlap by more than 1 m²',
    (d) => void (d.squares[`${OTHER_GRID}01`] = [4, 0, 3, 4]),
    ['geometry/areas.geojson:8 geometry siblings-overlap'],
  ],
  [
    'a polygon is of no area',
    (d) => void (d.squares['500105005009'] = [90, 90, 1, 1]),
    ['geometry/areas.geojson:9 properties.code unknown-area'],
  ],
  [
    'an area has two polygons',
    () => ({
      'geometry/more.geojson':
        '{"type":"FeatureCollection","features":[\n{"type":"Feature","properties":{"code":"500105"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},{"type":"Feature","properties":{"code":"500105"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}',
    }),
    ['geometry/more.geojson:2 properties.code duplicate-geometry'],
  ],
  ['a file is no FeatureCollection', () => ({ 'geometry/more.geojson': '{"type":"Point"}' }), ['geometry/more.geojson:1 type bad-geojson']],
  [
    'a geometry is no polygon',
    () => ({
      'geometry/more.geojson':
        '{"type":"FeatureCollection","features":[{"properties":{"code":"500105"},"geometry":{"type":"Point","coordinates":[1,1]}}]}',
    }),
    ['geometry/more.geojson:1 geometry bad-geojson'],
  ],
  [
    'a ring is not closed',
    () => ({
      'geometry/more.geojson':
        '{"type":"FeatureCollection","features":[{"properties":{"code":"500105"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}]}',
    }),
    ['geometry/more.geojson:1 geometry bad-geojson'],
  ],
  [
    'a ring crosses itself',
    () => ({
      'geometry/more.geojson':
        '{"type":"FeatureCollection","features":[{"properties":{"code":"500105"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}]}',
    }),
    ['geometry/more.geojson:1 geometry bad-geojson'],
  ],
  [
    'a position is out of the world',
    () => ({
      'geometry/more.geojson':
        '{"type":"FeatureCollection","features":[{"properties":{"code":"500105"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,91],[0,0]]]}}]}',
    }),
    ['geometry/more.geojson:1 geometry bad-geojson'],
  ],
  [
    'a unit is of no known area',
    (d) => void d.units.push({ code: '500105009/x', name: 'x', kind: 'STREET_CENTRE', level: 'STREET', area: '500105009' }),
    ['units.csv:9 area unknown-area'],
  ],
  [
    'the code of a unit does not begin with its area',
    (d) => void (d.units[6]!['code'] = `${GRID}/other`),
    ['units.csv:8 code code-not-of-area'],
  ],
  [
    'a kind of unit is on the wrong level',
    (d) => void (d.units[6]!['level'] = 'STREET'),
    ['units.csv:8 level wrong-level', 'units.csv:8 level wrong-level'],
  ],
  ['an office is in no board', (d) => void (d.units[3]!['board'] = ''), ['units.csv:5 board missing-value']],
  ['an office has no parent', (d) => void (d.units[3]!['parent'] = ''), ['units.csv:5 parent missing-value']],
  [
    'an office hangs under something that is no board',
    (d) => void (d.units[3]!['parent'] = `${STREET}/centre`),
    ['units.csv:5 parent not-a-board'],
  ],
  [
    'an office says another board than its parent',
    (d) => void (d.units[3]!['board'] = 'ECONOMY'),
    ['units.csv:5 board board-not-of-parent'],
  ],
  ['a team of a grid says a board', (d) => void (d.units[6]!['board'] = 'ECONOMY'), ['units.csv:8 board bad-value']],
  ['the parent of a unit is not known', (d) => void (d.units[6]!['parent'] = `${GRID}/nobody`), ['units.csv:8 parent unknown-unit']],
  ['a unit stands above itself', (d) => void (d.units[6]!['parent'] = `${OTHER_GRID}/grid`), ['units.csv:8 parent circular-parent']],
  [
    'a grid has two teams',
    (d) => void d.units.push({ ...d.units[6]!, code: `${OTHER_GRID}/second` }),
    ['units.csv:9 kind second-holding-unit'],
  ],
  [
    'a post is in no known unit',
    (d) => void d.posts.push({ code: `${GRID}/x/y`, name: 'x', role: 'GRID_WORKER', unit: `${GRID}/x` }),
    ['posts.csv:6 unit unknown-unit'],
  ],
  [
    'the code of a post does not begin with its unit',
    (d) => void (d.posts[3]!['unit'] = `${OTHER_GRID}/grid`),
    ['posts.csv:5 code code-not-of-unit'],
  ],
  ['a role is no role', (d) => void (d.posts[3]!['role'] = 'KING'), ['posts.csv:5 role unknown-word']],
  [
    'the code of a unit has no area',
    (d) => void d.units.push({ code: 'x', name: 'x', kind: 'DEPARTMENT', level: 'DISTRICT', area: '500105' }),
    ['units.csv:9 code bad-code'],
  ],
  ['two staff have one login', (d) => void (d.staff[1]!['login'] = 'dispatcher-1'), ['staff.csv:3 login duplicate-login']],
  [
    'a resident has the login of a staff member',
    (d) => void (d.residents[0]!['login'] = 'dispatcher-1'),
    ['residents.csv:2 login duplicate-login'],
  ],
  ['a phone is no phone', (d) => void (d.staff[0]!['phone'] = '12345'), ['staff.csv:2 phone bad-phone']],
  ['a login has spaces', (d) => void (d.residents[0]!['login'] = 'a b'), ['residents.csv:2 login bad-login']],
  [
    'a holding is of nobody',
    (d) => void d.holdings.push({ staff: 'S9', post: `${GRID}/grid/leader`, from: '2024-01-01' }),
    ['holdings.csv:6 staff unknown-staff'],
  ],
  [
    'a holding is of no post',
    (d) => void d.holdings.push({ staff: 'S1', post: `${GRID}/grid/king`, from: '2024-01-01' }),
    ['holdings.csv:6 post unknown-post'],
  ],
  ['a day does not exist', (d) => void (d.holdings[0]!['from'] = '2026-02-30'), ['holdings.csv:2 from bad-date']],
  [
    'a holding ends before it begins',
    (d) => void d.holdings.push({ staff: 'S1', post: `${GRID}/grid/leader`, from: '2024-01-01', to: '2023-01-01' }),
    ['holdings.csv:6 to bad-period'],
  ],
  [
    'a person holds a post twice at once',
    (d) => void d.holdings.push({ ...d.holdings[0]!, from: '2025-01-01' }),
    ['holdings.csv:6 from overlapping-holding'],
  ],
  ['a resident lives in a community', (d) => void (d.residents[0]!['area'] = COMMUNITY), ['residents.csv:2 area wrong-level']],
  [
    'a resident lives in no known compound',
    (d) => void (d.residents[0]!['compound'] = 'C9'),
    ['residents.csv:2 compound unknown-compound'],
  ],
  ['a resident lives in a room that is not there', (d) => void (d.residents[0]!['room'] = '999'), ['residents.csv:2 room unknown-room']],
  ['a compound lies in a street', (d) => void (d.compounds[0]!['area'] = STREET), ['compounds.csv:2 area wrong-level']],
  [
    'a folder is of no compound',
    () => ({ 'compounds/C9/rooms.csv': 'building,unit,room,kind,area,areaBasis' }),
    ['compounds/C9:1  unknown-compound'],
  ],
  ['a compound has an unknown file', () => ({ 'compounds/C1/cats.csv': 'x' }), ['compounds/C1/cats.csv:1  unknown-file']],
  ['a room stands twice', (d) => void d.rooms.push({ ...d.rooms[0]! }), ['compounds/C1/rooms.csv:3 room duplicate-room']],
  [
    'a kind of room is not known',
    (d) => void (d.rooms[0]!['kind'] = 'CASTLE'),
    ['compounds/C1/rooms.csv:2 kind unknown-word', 'residents.csv:2 room unknown-room'],
  ],
  [
    'a room has no area',
    (d) => void d.rooms.push({ ...d.rooms[0]!, room: '302', area: 0 }, { ...d.rooms[0]!, room: '303', area: '' }),
    ['compounds/C1/rooms.csv:3 area zero-area', 'compounds/C1/rooms.csv:4 area missing-value'],
  ],
  [
    'last digits are not those of an identity number',
    (d) => void d.owners.push({ ...d.owners[0]!, owner: 'O2', idLastDigits: '12X4' }),
    ['compounds/C1/owners.csv:3 idLastDigits bad-id-digits'],
  ],
  [
    'somebody is approved as an owner whom the room has not',
    (d) => void d.approved.push({ building: '1', unit: '2', room: '301', owner: 'O9', login: 'owner-1' }),
    ['compounds/C1/residents.csv:2 owner unknown-owner'],
  ],
  [
    'somebody is approved of a household that the room has not',
    (d) => void d.approved.push({ building: '1', unit: '2', room: '301', household: 'H9', login: 'owner-1' }),
    ['compounds/C1/residents.csv:2 household unknown-household'],
  ],
  [
    'somebody is approved as nothing',
    (d) => void d.approved.push({ building: '1', unit: '2', room: '301', owner: '', login: 'owner-1' }),
    ['compounds/C1/residents.csv:2 owner missing-value'],
  ],
  [
    'somebody is approved in a room that is not there',
    (d) => void d.approved.push({ building: '1', unit: '2', room: '999', owner: 'O1', login: 'owner-1' }),
    ['compounds/C1/residents.csv:2 room unknown-room'],
  ],
  [
    'an owner is two logins, and one of them twice',
    (d) => {
      const row = { building: '1', unit: '2', room: '301', owner: 'O1' }
      d.approved.push({ ...row, login: 'owner-1' }, { ...row, login: 'owner-2' }, { ...row, login: 'owner-1' })
    },
    ['compounds/C1/residents.csv:3 login owner-bound-twice', 'compounds/C1/residents.csv:4 login duplicate-resident'],
  ],
  [
    'an area is written in m²',
    (d) => void d.rooms.push({ ...d.rooms[0]!, room: '302', area: '89.50' }),
    ['compounds/C1/rooms.csv:3 area bad-number'],
  ],
  [
    'an owner is of a room that is not there',
    (d) => void d.owners.push({ ...d.owners[0]!, room: '999' }),
    ['compounds/C1/owners.csv:3 room unknown-room'],
  ],
  ['an owner stands twice', (d) => void d.owners.push({ ...d.owners[0]! }), ['compounds/C1/owners.csv:3 owner duplicate-owner']],
  ['an owner has no name', (d) => void (d.owners[0]!['name'] = ''), ['compounds/C1/owners.csv:2 name missing-value']],
  ['an ownership ends before it begins', (d) => void (d.owners[0]!['to'] = '2000-01-01'), ['compounds/C1/owners.csv:2 to bad-period']],
  [
    'a household is of a room that is not there',
    (d) => void (d.households[0]!['room'] = '999'),
    ['compounds/C1/households.csv:2 room unknown-room'],
  ],
  [
    'a household stands twice',
    (d) => void d.households.push({ ...d.households[0]! }),
    ['compounds/C1/households.csv:3 household duplicate-household'],
  ],
  ['two types have one code', (d) => void d.catalogue.push(typeOfMatter('elevator-noise')), ['catalogue.json:4 code duplicate-code']],
  ['a type lacks a member', (d) => void delete d.catalogue[1]!['urgency'], ['catalogue.json:3 urgency missing-value']],
  ['a type has an unknown member', (d) => void (d.catalogue[1]!['colour'] = 'red'), ['catalogue.json:3 colour unknown-member']],
  [
    'the lead post of a type exists in no street',
    (d) => void (d.catalogue[1]!['leadPost'] = 'property-management/king'),
    ['catalogue.json:3 leadPost unknown-post'],
  ],
  [
    'an assisting post exists in no street',
    (d) => void (d.catalogue[1]!['assistingPosts'] = ['x/y']),
    ['catalogue.json:3 assistingPosts unknown-post'],
  ],
  [
    'the street of a type is not known',
    (d) => void (d.catalogue[1]!['street'] = '500105009'),
    ['catalogue.json:3 leadPost unknown-post', 'catalogue.json:3 street unknown-street'],
  ],
  [
    'the street of a type is a community',
    (d) => void (d.catalogue[0]!['street'] = COMMUNITY),
    ['catalogue.json:2 leadPost unknown-post', 'catalogue.json:2 street wrong-level'],
  ],
  [
    'the fields of a type are no JSON Schema',
    (d) => void (d.catalogue[1]!['fields'] = { type: 'objekt' }),
    ['catalogue.json:3 fields bad-schema'],
  ],
  [
    'the fields of a type are no object',
    (d) => void (d.catalogue[1]!['fields'] = { type: 'string' }),
    ['catalogue.json:3 fields bad-schema'],
  ],
  [
    'a budget has an unknown unit',
    (d) => void (d.catalogue[1]!['plan'] = { ...(d.catalogue[1]!['plan'] as object), case: { amount: 1, unit: 'FORTNIGHTS' } }),
    ['catalogue.json:3 plan.case.unit unknown-word'],
  ],
  [
    'a budget is not a whole number',
    (d) => void (d.catalogue[1]!['plan'] = { ...(d.catalogue[1]!['plan'] as object), case: { amount: 1.5, unit: 'WORKING_DAYS' } }),
    ['catalogue.json:3 plan.case.amount bad-value'],
  ],
  [
    'a sample has no per cent',
    (d) => void (d.catalogue[1]!['verification'] = { mode: 'SAMPLE' }),
    ['catalogue.json:3 verification.percent bad-value'],
  ],
  ['a ladder of a type is not known', (d) => void (d.catalogue[1]!['ladder'] = 'steep'), ['catalogue.json:3 ladder unknown-ladder']],
  [
    'a calendar of a type is not known',
    (d) => void (d.catalogue[1]!['plan'] = { ...(d.catalogue[1]!['plan'] as object), calendar: 'mars' }),
    ['catalogue.json:3 plan.calendar unknown-calendar'],
  ],
  ['a kindred type is not known', (d) => void (d.catalogue[1]!['kindred'] = ['x']), ['catalogue.json:3 kindred unknown-type']],
  [
    'the per cents of a ladder do not ascend',
    (d) =>
      void (d.ladders[0]!['rungs'] = [
        { percent: 100, tell: ['UNIT'] },
        { percent: 100, tell: ['UNIT'] },
      ]),
    ['ladders.json:2 rungs.1.percent not-ascending'],
  ],
  ['a rung tells nobody', (d) => void (d.ladders[0]!['rungs'] = [{ percent: 100, tell: [] }]), ['ladders.json:2 rungs.0.tell bad-value']],
  [
    'the calendar of the district is not known',
    (d) => void (d.district['calendar'] = 'mars'),
    ['district.json:1 calendar unknown-calendar'],
  ],
  [
    'the code of a calendar is not the name of its file',
    (d) => ({ 'calendars/mars.json': JSON.stringify({ ...d.calendars[0], code: 'moon' }) }),
    ['calendars/mars.json:1 code bad-code'],
  ],
  [
    'office hours overlap',
    (d) =>
      void (d.calendars[0]!['hours'] = [
        { from: 540, to: 720 },
        { from: 700, to: 900 },
      ]),
    ['calendars/cn.json:1 hours.1 bad-hours'],
  ],
  [
    'a holiday is not in the years of the calendar',
    (d) => void (d.calendars[0]!['holidays'] = ['2031-01-01']),
    ['calendars/cn.json:1 holidays bad-day'],
  ],
  ['a holiday is no day', (d) => void (d.calendars[0]!['holidays'] = ['2026-13-01']), ['calendars/cn.json:1 holidays.0 bad-value']],
  ['a make-up day is a Monday', (d) => void (d.calendars[0]!['makeUpDays'] = ['2026-01-05']), ['calendars/cn.json:1 makeUpDays bad-day']],
  [
    'the years of a calendar do not ascend',
    (d) => void (d.calendars[0]!['lastYear'] = 2025),
    ['calendars/cn.json:1 holidays bad-day', 'calendars/cn.json:1 makeUpDays bad-day', 'calendars/cn.json:1 publishedTo bad-years'],
  ],
]

describe('an error is reported with its file, line, field and rule when', () => {
  it.each(errors)('%s', (_, change, expected) => {
    expect(checked(change).errors.map(short).toSorted()).toEqual(expected)
  })

  it('and all errors come at once', () => {
    const report = checked((d) => {
      d.staff[0]!['phone'] = '12345'
      d.areas[1]!['parent'] = '500106'
      d.catalogue[0]!['ladder'] = 'steep'
      d.calendars[0]!['makeUpDays'] = ['2026-01-05']
      d.rooms.push({ ...d.rooms[0]!, room: '302', area: 0 })
    })
    expect(new Set(report.errors.map(({ file }) => file))).toEqual(
      new Set(['areas.csv', 'calendars/cn.json', 'catalogue.json', 'compounds/C1/rooms.csv', 'staff.csv']),
    )
  })

  it('without naming a person', () => {
    const { errors: found } = checked((d) => void (d.staff[0]!['phone'] = '12345'))
    expect(JSON.stringify(found)).not.toMatch(/12345|李强/)
  })
})

const findings: Case[] = [
  ['a grid has more than 500 households', (d) => void (d.areas[3]!['households'] = 501), ['areas.csv:5 households grid-too-large']],
  ['a micro-grid has fewer than 50 households', (d) => void (d.areas[5]!['households'] = 49), ['areas.csv:7 households micro-grid-size']],
  ['a micro-grid has more than 80 households', (d) => void (d.areas[5]!['households'] = 81), ['areas.csv:7 households micro-grid-size']],
  [
    'siblings leave a gap',
    (d) => void (d.squares[`${OTHER_GRID}01`] = [4, 0, 1, 4]),
    ['geometry/areas.geojson:4 geometry gap-between-siblings'],
  ],
  [
    'a polygon reaches out of its parent',
    (d) => void (d.squares[`${OTHER_GRID}02`] = [6, 0, 3, 4]),
    ['geometry/areas.geojson:8 geometry outside-parent'],
  ],
  [
    'a micro-grid has no polygon',
    (d) => void delete d.squares[`${OTHER_GRID}02`],
    ['areas.csv:10 code missing-geometry', 'geometry/areas.geojson:4 geometry gap-between-siblings'],
  ],
  ['a post is held by nobody', (d) => void d.holdings.splice(3), ['posts.csv:5 code post-without-holder']],
  ['a post is held by nobody any more', (d) => void (d.holdings[3]!['to'] = '2026-01-01'), ['posts.csv:5 code post-without-holder']],
  ['a grid has no team', (d) => void d.units.splice(6), ['areas.csv:6 code area-without-unit']],
]

describe('a finding does not stop the import when', () => {
  it.each(findings)('%s, and stops it with --strict', (_, change, expected) => {
    const report = checked(change)
    expect(report.errors).toEqual([])
    expect(report.findings.map(short).toSorted()).toEqual(expected)
    expect(checked(change, true).errors.map(short).toSorted()).toEqual(expected)
  })
})

describe('the net of polygons', () => {
  it('takes 500 households, and 50 and 80, as within the limits', () => {
    const report = checked((d) => {
      d.areas[3]!['households'] = 500
      d.areas[5]!['households'] = 50
      d.areas[6]!['households'] = 80
    })
    expect(report.findings).toEqual([])
  })

  it('is whole also where neighbours have different vertices on their border', () => {
    const square = (w: number, e: number) => [
      [
        [w, 29.6],
        [e, 29.6],
        [e, 29.604],
        [w, 29.604],
        [w, 29.6],
      ],
    ]
    const named = (code: string, coordinates: number[][][]) => ({
      type: 'Feature',
      properties: { code },
      geometry: { type: 'Polygon', coordinates },
    })
    const report = checked((d) => {
      for (const k of [1, 2]) delete d.squares[`${GRID}0${k}`]
      const features = [named(`${GRID}01`, square(106.6, 106.602)), named(`${GRID}02`, square(106.602, 106.604))]
      return { 'geometry/more.geojson': JSON.stringify({ type: 'FeatureCollection', features }) }
    })
    expect([...report.errors, ...report.findings]).toEqual([])
  })
})
