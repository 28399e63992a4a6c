import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { office } from '../src/domain/fold.fixture.ts'

const MINUTE = 60_000

/** The office calendar as the directory publishes it; `more` makes another version. */
export const officeCalendar = (version = 1, more: { holidays?: string[]; publishedTo?: number } = {}) => ({
  entry: {
    case: 'calendar' as const,
    value: {
      code: 'office',
      version,
      zone: 'Asia/Shanghai',
      offsetMinutes: office.offsetMs / MINUTE,
      hours: office.hours.map(([from, to]) => ({ from: from / MINUTE, to: to / MINUTE })),
      firstYear: office.firstYear,
      publishedTo: more.publishedTo ?? office.publishedTo,
      lastYear: office.lastYear,
      holidays: more.holidays ?? [...office.holidays],
      makeUpDays: [...office.makeUpDays],
    },
  },
})

interface Member {
  readonly login: string
  readonly role: string
  readonly unit: string
  readonly area: string
}

const unit = (id: string, kind: string, level: string, area: string) => ({
  entry: { case: 'unit' as const, value: { id, code: id, name: id, kind, level, area } },
})

const from = timestampFromDate(new Date('2020-01-01T00:00:00Z'))

const staff = ({ login, role, unit: unitId, area }: Member) => [
  {
    entry: {
      case: 'post' as const,
      value: { id: `post-of-${login}`, code: login, name: login, role, unit: unitId, level: 'STREET', area },
    },
  },
  { entry: { case: 'staff' as const, value: { id: `person-${login}`, login, holdings: [{ post: `post-of-${login}`, from }] } } },
]

export const CENTRE = 'centre-of-street-001'
export const OFFICE = 'office-of-street-001'

/** Two streets with their centres and an office, and the people of contracts that matter here. */
export const smallDistrict = () =>
  DirectoryCopy.of([
    officeCalendar(),
    unit(CENTRE, 'STREET_CENTRE', 'STREET', '500105001'),
    unit('centre-of-street-002', 'STREET_CENTRE', 'STREET', '500105002'),
    unit(OFFICE, 'OFFICE', 'STREET', '500105001'),
    unit('district', 'DISTRICT_CENTRE', 'DISTRICT', '500105'),
    unit('grid', 'GRID_TEAM', 'GRID', '500105001001001'),
    ...staff({ login: 'dispatcher-1', role: 'DISPATCHER', unit: CENTRE, area: '500105001' }),
    ...staff({ login: 'verifier-1', role: 'VERIFIER', unit: CENTRE, area: '500105001' }),
    ...staff({ login: 'supervisor-1', role: 'SUPERVISOR', unit: CENTRE, area: '500105001' }),
    ...staff({ login: 'leader-1', role: 'LEADER', unit: CENTRE, area: '500105001' }),
    ...staff({ login: 'dispatcher-1-other', role: 'DISPATCHER', unit: 'centre-of-street-002', area: '500105002' }),
    ...staff({ login: 'district-1', role: 'DISPATCHER', unit: 'district', area: '500105' }),
    ...staff({ login: 'post-1', role: 'POST_HOLDER', unit: OFFICE, area: '500105001' }),
    ...staff({ login: 'post-2', role: 'POST_HOLDER', unit: OFFICE, area: '500105001' }),
    ...staff({ login: 'grid-worker-1', role: 'GRID_WORKER', unit: 'grid', area: '500105001001001' }),
  ])
