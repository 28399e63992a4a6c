import { COMMUNITY, DISTRICT, GRID, type SmallDistrict, STREET } from './small-district.fixture.ts'

export const OTHER_COMMUNITY = `${STREET}002`
export const OTHER_STREET = '500105006'

const room = (unit: string, room: string) => ({ building: '1', unit, room })
const owns = (place: { building: string; unit: string; room: string }, owner: string, more: Record<string, string> = {}) => ({
  ...place,
  ...{ owner, name: `业主${owner}`, phone: '', idLastDigits: '', from: '2001-05-01', to: '' },
  ...more,
})

/** The compound C1 with six rooms: a couple with two, one of them shared with a third; a flat of one's own; the developer's; a let one. And officers. */
export function smallCompound(d: SmallDistrict): void {
  d.rooms = [
    { ...room('1', '101'), kind: 'DWELLING', area: 8_000, areaBasis: 'REGISTERED' },
    { ...room('1', '102'), kind: 'DWELLING', area: 9_000, areaBasis: 'REGISTERED' },
    { ...room('1', '201'), kind: 'DWELLING', area: 7_000, areaBasis: 'REGISTERED' },
    { ...room('2', '101'), kind: 'DWELLING', area: 6_000, areaBasis: 'REGISTERED' },
    { ...room('2', '102'), kind: 'DWELLING', area: 6_500, areaBasis: 'REGISTERED' },
    { ...room('2', '301'), kind: 'DWELLING', area: 8_950, areaBasis: 'REGISTERED' },
  ]
  const known = (k: number) => ({ phone: `1990000000${k}`, idLastDigits: `100${k}` })
  d.owners = [
    owns(room('1', '101'), 'O1', known(1)),
    owns(room('1', '101'), 'O2', known(2)),
    owns(room('1', '102'), 'O1', known(1)),
    owns(room('1', '102'), 'O2', known(2)),
    owns(room('1', '201'), 'O2', known(2)),
    owns(room('1', '201'), 'O3', { phone: '19900000003' }),
    owns(room('2', '101'), 'O4', known(4)),
    owns(room('2', '102'), 'DEVELOPER', { name: '' }),
    owns(room('2', '301'), 'O5', known(5)),
  ]
  d.households = [
    { ...room('1', '101'), household: 'H1', persons: 2 },
    { ...room('2', '101'), household: 'H4', persons: 1 },
    { ...room('2', '301'), household: 'H5', persons: 3 },
    { ...room('2', '301'), household: 'H6', persons: 1 },
  ]
  d.residents = [{ login: 'resident-1', name: '王小明', phone: '', area: GRID, compound: 'C1', ...room('2', '301') }]
  officers(d)
}

/** `community-1` above the compound, `community-2` of the next community, `community-1-other` of another street, `leader-1` above them all. */
function officers(d: SmallDistrict): void {
  d.areas.push(
    { code: OTHER_COMMUNITY, name: '溉塘社区', level: 'COMMUNITY', parent: STREET },
    { code: OTHER_STREET, name: '观音桥街道', level: 'STREET', parent: DISTRICT },
    { code: `${OTHER_STREET}001`, name: '洋河社区', level: 'COMMUNITY', parent: OTHER_STREET },
  )
  d.units.push({ code: `${OTHER_STREET}/centre`, name: 'centre', kind: 'STREET_CENTRE', level: 'STREET', area: OTHER_STREET })
  const logins = { [COMMUNITY]: 'community-1', [OTHER_COMMUNITY]: 'community-2', [`${OTHER_STREET}001`]: 'community-1-other' }
  for (const [area, login] of Object.entries(logins)) {
    const unit = `${area}/community`
    if (area !== COMMUNITY) d.units.push({ code: unit, name: '社区', kind: 'COMMUNITY', level: 'COMMUNITY', area })
    d.posts.push({ code: `${unit}/officer`, name: '社区专干', role: 'COMMUNITY_OFFICER', unit })
    d.staff.push({ code: login, login, name: '周杰', phone: '' })
    d.holdings.push({ staff: login, post: `${unit}/officer`, from: '2024-01-01', to: '' })
  }
  d.posts.push({ code: `${STREET}/centre/leader`, name: '指挥长', role: 'LEADER', unit: `${STREET}/centre` })
  d.staff.push({ code: 'leader-1', login: 'leader-1', name: '吴军', phone: '' })
  d.holdings.push({ staff: 'leader-1', post: `${STREET}/centre/leader`, from: '2024-01-01', to: '' })
}
