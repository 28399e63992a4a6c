import { personName } from './names.ts'
import { furtherHoldings, namedLogins } from './people.ts'
import type { Post } from './posts.ts'
import type { Random } from './random.ts'

export interface StaffMember {
  readonly code: string
  readonly login: string
  readonly name: string
}

export interface Holding {
  readonly staff: string
  readonly post: string
  readonly from: string
  readonly to?: string
}

/** In force before any case of the demo begins. */
const HELD_SINCE = '2024-01-01'

/** One invented person for every place in every post, and what people.ts adds to that. */
export function makeStaff(posts: readonly Post[], random: Random): { staff: StaffMember[]; holdings: Holding[] } {
  const named = namedLogins()
  const staff: StaffMember[] = []
  const holdings: Holding[] = []
  const hire = (login?: string): StaffMember => {
    const code = `s${String(staff.length + 1).padStart(5, '0')}`
    const person = { code, login: login ?? code, name: personName(random) }
    staff.push(person)
    return person
  }
  for (const post of posts) {
    for (let at = 0; at < post.holders; at++) {
      holdings.push({ staff: hire(named.get(post.code)?.[at]).code, post: post.code, from: HELD_SINCE })
    }
  }
  for (const { login, ...holding } of furtherHoldings()) {
    const person = staff.find((one) => one.login === login) ?? hire(login)
    holdings.push({ staff: person.code, ...holding })
  }
  return { staff, holdings }
}
