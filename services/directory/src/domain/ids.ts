import { createHash } from 'node:crypto'
import { v5 } from 'uuid'

/** Never changes: ids that other services have stored come from it. */
const NAMESPACE = '5f0c1c7e-5d0b-5c39-9d1c-7a3d8f0a2b11'

/** The id of a unit, post or staff member: the same wherever the same folder is imported. */
export const idOf = (district: string, kind: 'unit' | 'post' | 'staff', code: string): string =>
  v5(`${district}/${kind}/${code}`, NAMESPACE)

/** How a resident's login appears on the bus. */
export const loginHash = (login: string): string => createHash('sha256').update(login, 'utf8').digest('hex')
