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

/** A street of a district, with a dispatcher and an editor. */
export const smallDistrict = (): DirectoryCopy =>
  DirectoryCopy.of([
    { entry: { case: 'area' as const, value: { code: '500105', level: 'DISTRICT', name: '500105' } } },
    { entry: { case: 'area' as const, value: { code: street, level: 'STREET', name: street, parent: '500105' } } },
    unit(CENTRE, 'STREET_CENTRE', 'STREET', street),
    unit(DISTRICT, 'DISTRICT_CENTRE', 'DISTRICT', '500105'),
    ...staff(1, 'dispatcher-1', 'DISPATCHER', CENTRE, 'STREET', street),
    ...staff(2, 'editor-1', 'EDITOR', DISTRICT, 'DISTRICT', '500105'),
  ])
