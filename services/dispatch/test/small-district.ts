import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { v5 as uuid } from 'uuid'
import type { Actor } from '../src/domain/directory.ts'

const NAMESPACE = '8f0e2f2e-52c5-4c55-9a4e-6d3b2f6a2a10'
export const idOf = (kind: string, code: string): string => uuid(`${kind}/${code}`, NAMESPACE)

/** Streets, communities and grids of the small district, by the suffix of their people and units. */
export const areas = {
  district: '500105',
  street: '500105001',
  community: '500105001001',
  grid: '500105001001001',
  siblingGrid: '500105001001002',
  siblingCommunity: '500105001002',
  otherStreet: '500105002',
  otherCommunity: '500105002001',
  otherGrid: '500105002001001',
} as const

type UnitRow = readonly [code: string, kind: string, level: string, area: string]

const units: readonly UnitRow[] = [
  ['district-centre', 'DISTRICT_CENTRE', 'DISTRICT', areas.district],
  ['housing-department', 'DEPARTMENT', 'DISTRICT', areas.district],
  ['street-centre', 'STREET_CENTRE', 'STREET', areas.street],
  ['property-office', 'OFFICE', 'STREET', areas.street],
  ['justice-office', 'OFFICE', 'STREET', areas.street],
  ['community', 'COMMUNITY', 'COMMUNITY', areas.community],
  ['sibling-community', 'COMMUNITY', 'COMMUNITY', areas.siblingCommunity],
  ['grid-team', 'GRID_TEAM', 'GRID', areas.grid],
  ['sibling-grid-team', 'GRID_TEAM', 'GRID', areas.siblingGrid],
  ['street-centre-other', 'STREET_CENTRE', 'STREET', areas.otherStreet],
  ['property-office-other', 'OFFICE', 'STREET', areas.otherStreet],
  ['community-other', 'COMMUNITY', 'COMMUNITY', areas.otherCommunity],
  ['grid-team-other', 'GRID_TEAM', 'GRID', areas.otherGrid],
]

type PostRow = readonly [code: string, role: string, unit: string, holders: readonly string[]]

const posts: readonly PostRow[] = [
  ['grid-worker', 'GRID_WORKER', 'grid-team', ['grid-worker-1', 'grid-worker-2']],
  ['grid-leader', 'GRID_LEADER', 'grid-team', ['grid-leader-1']],
  ['sibling-grid-worker', 'GRID_WORKER', 'sibling-grid-team', ['grid-worker-3']],
  ['sibling-grid-leader', 'GRID_LEADER', 'sibling-grid-team', ['grid-leader-2']],
  ['community-officer', 'COMMUNITY_OFFICER', 'community', ['community-1', 'community-2']],
  ['sibling-community-officer', 'COMMUNITY_OFFICER', 'sibling-community', ['community-3']],
  ['dispatcher', 'DISPATCHER', 'street-centre', ['dispatcher-1', 'dispatcher-2']],
  ['verifier', 'VERIFIER', 'street-centre', ['verifier-1']],
  ['leader', 'LEADER', 'street-centre', ['leader-1']],
  ['supervisor', 'SUPERVISOR', 'street-centre', ['supervisor-1']],
  ['property-handler', 'POST_HOLDER', 'property-office', ['post-1', 'post-2', 'two-posts']],
  ['property-clerk', 'POST_HOLDER', 'property-office', ['clerk-1', 'two-posts']],
  ['justice-handler', 'POST_HOLDER', 'justice-office', ['post-3']],
  ['grid-worker-other', 'GRID_WORKER', 'grid-team-other', ['grid-worker-1-other']],
  ['grid-leader-other', 'GRID_LEADER', 'grid-team-other', ['grid-leader-1-other']],
  ['community-officer-other', 'COMMUNITY_OFFICER', 'community-other', ['community-1-other']],
  ['dispatcher-other', 'DISPATCHER', 'street-centre-other', ['dispatcher-1-other']],
  ['verifier-other', 'VERIFIER', 'street-centre-other', ['verifier-1-other']],
  ['leader-other', 'LEADER', 'street-centre-other', ['leader-1-other']],
  ['property-handler-other', 'POST_HOLDER', 'property-office-other', ['post-1-other']],
  ['district-dispatcher', 'DISPATCHER', 'district-centre', ['district-1']],
  ['department-officer', 'DEPARTMENT_OFFICER', 'housing-department', ['department-1']],
  ['editor', 'EDITOR', 'district-centre', ['editor-1']],
]

const budgetOf = (amount: number, unit: string) => ({ amount, unit })
const fiveDays = budgetOf(5, 'WORKING_DAYS')

const type = (code: string, entersAt: string, more: object = {}) => ({
  code,
  version: 1,
  name: code,
  entersAt,
  solvedAt: ['GRID', 'COMMUNITY', 'STREET', 'DISTRICT'],
  verification: { mode: 'EVERY', percent: 100 },
  plan: {
    calendar: 'office',
    case: fiveDays,
    triage: fiveDays,
    handling: fiveDays,
    verifying: fiveDays,
    answer: budgetOf(3, 'CALENDAR_DAYS'),
    ladder: [{ percent: 80, tell: ['HOLDER'] }],
  },
  reopenDays: 15,
  ...more,
})

const types = [
  type('plain-grid', 'GRID'),
  type('plain-street', 'STREET'),
  type('street-only', 'GRID', { solvedAt: ['STREET'] }),
  type('sampled', 'GRID', { verification: { mode: 'SAMPLE', percent: 30 } }),
  type('proven', 'STREET', {
    evidence: [
      { command: 'solve', kind: 'photo-after', name: 'after', atLeast: 1 },
      { command: 'feed-back', kind: 'agreement', name: 'agreement', atLeast: 1 },
      { command: 'feed-back', kind: 'photo-after', name: 'after', atLeast: 2 },
    ],
  }),
  type('consent', 'GRID', { needsDecision: true }),
  type('of-the-other-street', 'STREET', { street: areas.otherStreet }),
]

const since = timestampFromDate(new Date('2026-01-01T00:00:00Z'))
const holders = new Map<string, string[]>()
for (const [code, , , people] of posts) for (const person of people) holders.set(person, [...(holders.get(person) ?? []), code])

/** A district small enough to know by heart: one street with all its units, and the twin of what matters in another. */
export const directory = DirectoryCopy.of([
  ...Object.values(areas).map((code) => ({ entry: { case: 'area' as const, value: { code, name: code, level: 'AREA' } } })),
  ...units.map(([code, kind, level, area]) => ({
    entry: { case: 'unit' as const, value: { id: idOf('unit', code), code, name: code, kind, level, area } },
  })),
  ...posts.map(([code, role, unit]) => {
    const [, , level, area] = units.find(([unitCode]) => unitCode === unit)!
    return {
      entry: { case: 'post' as const, value: { id: idOf('post', code), code, name: code, role, unit: idOf('unit', unit), level, area } },
    }
  }),
  ...[...holders].map(([login, held]) => ({
    entry: {
      case: 'staff' as const,
      value: { id: idOf('staff', login), login, holdings: held.map((code) => ({ post: idOf('post', code), from: since })) },
    },
  })),
  ...[
    ['garden', areas.grid],
    ['garden-sibling', areas.siblingGrid],
    ['garden-next', `${areas.siblingCommunity}001`],
    ['garden-other', areas.otherGrid],
  ].map(([code, area]) => ({ entry: { case: 'compound' as const, value: { code: code!, name: code!, area: area! } } })),
  ...types.map((value) => ({ entry: { case: 'type' as const, value } })),
  {
    entry: {
      case: 'calendar' as const,
      value: {
        ...{ code: 'office', version: 1, zone: 'Asia/Shanghai', offsetMinutes: 480, firstYear: 2024, publishedTo: 2027, lastYear: 2030 },
        ...{
          hours: [
            { from: 540, to: 720 },
            { from: 840, to: 1080 },
          ],
          holidays: [],
          makeUpDays: [],
        },
      },
    },
  },
])

export const unit = (code: string): string => idOf('unit', code)
export const post = (code: string): string => idOf('post', code)
export const person = (login: string): string => idOf('staff', login)
export const staffLogins: readonly string[] = [...holders.keys()]

/** Somebody at an instant; a login that is no staff is a resident. */
export function actor(login: string, at: Date = new Date('2026-11-24T02:00:00Z')): Actor & { readonly login: string } {
  const member = directory.staffByLogin(login, at)
  return { person: person(login), login, kind: member ? 'STAFF' : 'RESIDENT', holdings: member?.holdings ?? [] }
}
