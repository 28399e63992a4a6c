import { type Area, makeAreas } from './areas.ts'
import { workingCalendar } from './calendar.ts'
import { catalogue } from './catalogue/catalogue.ts'
import { compoundFiles, makeCompounds, makeResidents, residentsTable } from './compounds.ts'
import { csv } from './csv.ts'
import { decidingCompound, decidingCompoundFiles } from './deciding-compound.ts'
import { geometryFiles } from './geometry.ts'
import { LADDERS } from './ladders.ts'
import { CUNTAN, GUANYINQIAO } from './people.ts'
import { makePosts } from './posts.ts'
import { Random } from './random.ts'
import { makeStaff } from './staff.ts'
import { makeUnits } from './units.ts'

const SEED = 500_105

/** Each part draws from numbers of its own, so that a change in one leaves the others as they are. */
const drawing = (part: number): Random => new Random(SEED * 10 + part)

export const demoAreas = (): Area[] => makeAreas(drawing(1))

/** Every file of demo/district/, by path. The same on every run. */
export function districtFiles(areas: readonly Area[]): Map<string, string> {
  const compounds = makeCompounds(areas, drawing(3))
  return new Map([
    ['district.json', json({ code: '500105', name: '江北区', calendar: 'cn' })],
    ['areas.csv', csv(['code', 'name', 'level', 'parent', 'households'], areas)],
    ...geometryFiles(areas),
    ...organisationFiles(areas),
    ['residents.csv', residentsTable(makeResidents(compounds, `${GUANYINQIAO}001001`, drawing(4)))],
    ['compounds.csv', csv(['code', 'name', 'area', 'propertyCompany', 'builtYear'], [...compounds, decidingCompound])],
    ...compoundFiles(compounds, drawing(5)),
    ...decidingCompoundFiles(),
    ['catalogue.json', json(catalogue())],
    ['calendars/cn.json', json(workingCalendar())],
    ['ladders.json', json(LADDERS)],
  ])
}

function organisationFiles(areas: readonly Area[]): [string, string][] {
  const units = makeUnits(areas)
  const posts = makePosts(units, CUNTAN)
  const { staff, holdings } = makeStaff(posts, drawing(2))
  return [
    ['units.csv', csv(['code', 'name', 'kind', 'level', 'area', 'parent', 'board'], units)],
    ['posts.csv', csv(['code', 'name', 'role', 'unit'], posts)],
    ['staff.csv', csv(['code', 'login', 'name'], staff)],
    ['holdings.csv', csv(['staff', 'post', 'from', 'to'], holdings)],
  ]
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
