import { personName } from './names.ts'
import { namedLogins } from './people.ts'
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
}

/** In force before any case of the demo begins. */
const HELD_SINCE = '2024-01-01'

/** One invented person for every place in every post. */
export function makeStaff(posts: readonly Post[], random: Random): { staff: StaffMember[]; holdings: Holding[] } {
  const named = namedLogins()
  const staff: StaffMember[] = []
  const holdings: Holding[] = []
  for (const post of posts) {
    for (let at = 0; at < post.holders; at++) {
      const code = `s${String(staff.length + 1).padStart(5, '0')}`
      staff.push({ code, login: named.get(post.code)?.[at] ?? code, name: personName(random) })
      holdings.push({ staff: code, post: post.code, from: HELD_SINCE })
    }
  }
  return { staff, holdings }
}
