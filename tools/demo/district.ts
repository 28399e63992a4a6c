import { type Area, makeAreas } from './areas.ts'
import { workingCalendar } from './calendar.ts'
import { catalogue } from './catalogue/catalogue.ts'
import {
  HOUSEHOLD_COLUMNS,
  householdRows,
  makeCompounds,
  makeResidents,
  OWNER_COLUMNS,
  ownerRows,
  ROOM_COLUMNS,
  roomRows,
} from './compounds.ts'
import { csv } from './csv.ts'
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
  const units = makeUnits(areas)
  const posts = makePosts(units, CUNTAN)
  const { staff, holdings } = makeStaff(posts, drawing(2))
  const compounds = makeCompounds(areas, drawing(3))
  const residents = makeResidents(compounds, `${GUANYINQIAO}001001`, drawing(4))

  const files = new Map<string, string>()
  files.set('district.json', json({ code: '500105', name: '江北区', calendar: 'cn' }))
  files.set(
    'areas.csv',
    csv(
      ['code', 'name', 'level', 'parent', 'households'],
      areas.map((area) => [area.code, area.name, area.level, area.parent, area.households]),
    ),
  )
  for (const [name, content] of geometryFiles(areas)) files.set(`geometry/${name}`, content)
  files.set(
    'units.csv',
    csv(
      ['code', 'name', 'kind', 'level', 'area', 'parent', 'board'],
      units.map((unit) => [unit.code, unit.name, unit.kind, unit.level, unit.area, unit.parent, unit.board]),
    ),
  )
  files.set(
    'posts.csv',
    csv(
      ['code', 'name', 'role', 'unit'],
      posts.map((post) => [post.code, post.name, post.role, post.unit]),
    ),
  )
  files.set(
    'staff.csv',
    csv(
      ['code', 'login', 'name'],
      staff.map((person) => [person.code, person.login, person.name]),
    ),
  )
  files.set(
    'holdings.csv',
    csv(
      ['staff', 'post', 'from'],
      holdings.map((holding) => [holding.staff, holding.post, holding.from]),
    ),
  )
  files.set(
    'residents.csv',
    csv(
      ['login', 'name', 'area', 'compound', 'building', 'unit', 'room'],
      residents.map((one) => [one.login, one.name, one.area, one.compound?.code, one.room?.building, one.room?.unit, one.room?.room]),
    ),
  )
  files.set(
    'compounds.csv',
    csv(
      ['code', 'name', 'area', 'propertyCompany', 'builtYear'],
      compounds.map((one) => [one.code, one.name, one.area, one.propertyCompany, one.builtYear]),
    ),
  )
  const living = drawing(5)
  for (const compound of compounds) {
    files.set(`compounds/${compound.code}/rooms.csv`, csv(ROOM_COLUMNS, roomRows(compound)))
    files.set(`compounds/${compound.code}/owners.csv`, csv(OWNER_COLUMNS, ownerRows(compound, living)))
    files.set(`compounds/${compound.code}/households.csv`, csv(HOUSEHOLD_COLUMNS, householdRows(compound, living)))
  }
  files.set('catalogue.json', json(catalogue()))
  files.set('calendars/cn.json', json(workingCalendar()))
  files.set('ladders.json', json(LADDERS))
  return files
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
