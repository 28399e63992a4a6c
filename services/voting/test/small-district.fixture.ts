import { DirectoryCopy } from '@yiwang/directory-copy'

export const street = '500105005'

const unit = (id: string, kind: string, level: string, area: string) => ({
  entry: { case: 'unit' as const, value: { id, code: id, name: kind, kind, level, area } },
})
const CENTRE = '00000000-0000-5000-8000-000000000001'
const DISTRICT = '00000000-0000-5000-8000-000000000002'

/** A person with one post of this role; the post's id ends as the person's does. */
function staff(nth: number, login: string, role: string, of: string, level: string, area: string) {
  const post = `00000000-0000-5000-8001-${String(nth).padStart(12, '0')}`
  return [
    { entry: { case: 'post' as const, value: { id: post, code: login, name: role, role, unit: of, level, area } } },
    { entry: { case: 'staff' as const, value: { id: personOf(nth), login, holdings: [{ post, from: { seconds: 0n, nanos: 0 } }] } } },
  ]
}
export const personOf = (nth: number): string => `00000000-0000-5000-8002-${String(nth).padStart(12, '0')}`

export const community = `${street}001`
export const otherCommunity = `${street}002`
export const grid = `${community}001`
const COMMUNITY = '00000000-0000-5000-8000-000000000003'
const OTHER_COMMUNITY = '00000000-0000-5000-8000-000000000004'

const area = (code: string, level: string, parent?: string) => ({
  entry: { case: 'area' as const, value: { code, level, name: code, ...(parent !== undefined && { parent }) } },
})

/** The nth person is this one of the staff. */
const STAFF = ['dispatcher-1', 'editor-1', 'community-1', 'community-2', 'community-3', 'community-9']
/** Undefined for who is no staff. */
export const staffOf = (login: string): string | undefined => (STAFF.includes(login) ? personOf(STAFF.indexOf(login) + 1) : undefined)

/** A street of a district with two communities, a dispatcher, an editor, community officers, and a compound in the first of them. */
export const smallDistrict = (): DirectoryCopy =>
  DirectoryCopy.of([
    area('500105', 'DISTRICT'),
    area(street, 'STREET', '500105'),
    area(community, 'COMMUNITY', street),
    area(otherCommunity, 'COMMUNITY', street),
    area(grid, 'GRID', community),
    unit(CENTRE, 'STREET_CENTRE', 'STREET', street),
    unit(DISTRICT, 'DISTRICT_CENTRE', 'DISTRICT', '500105'),
    unit(COMMUNITY, 'COMMUNITY', 'COMMUNITY', community),
    unit(OTHER_COMMUNITY, 'COMMUNITY', 'COMMUNITY', otherCommunity),
    ...staff(1, 'dispatcher-1', 'DISPATCHER', CENTRE, 'STREET', street),
    ...staff(2, 'editor-1', 'EDITOR', DISTRICT, 'DISTRICT', '500105'),
    ...staff(3, 'community-1', 'COMMUNITY_OFFICER', COMMUNITY, 'COMMUNITY', community),
    ...staff(4, 'community-2', 'COMMUNITY_OFFICER', COMMUNITY, 'COMMUNITY', community),
    ...staff(5, 'community-3', 'COMMUNITY_OFFICER', COMMUNITY, 'COMMUNITY', community),
    ...staff(6, 'community-9', 'COMMUNITY_OFFICER', OTHER_COMMUNITY, 'COMMUNITY', otherCommunity),
    { entry: { case: 'compound' as const, value: { code: 'ct-90', name: 'Synthetic compound 90', area: grid } } },
  ])
