import { timestampMs } from '@bufbuild/protobuf/wkt'
import type { directoryEvents } from '@yiwang/contracts'
import type { Holding, StaffMember } from '@yiwang/service-kit'
import { isCurrent, type Post, type Staff } from './entry.ts'

/** Posts and who holds them when. */
export class Staffing {
  private readonly posts = new Map<string, Post>()
  private readonly postsByUnit = new Map<string, Set<string>>()
  private readonly staff = new Map<string, Staff>()
  private readonly staffByLogin = new Map<string, string>()
  private readonly staffByPost = new Map<string, Set<string>>()

  setPost(post: Post): void {
    const before = this.posts.get(post.id)
    if (before) this.postsByUnit.get(before.unit)?.delete(post.id)
    this.posts.set(post.id, post)
    add(this.postsByUnit, post.unit, post.id)
  }

  setStaff(person: Staff): void {
    const before = this.staff.get(person.id)
    if (before && this.staffByLogin.get(before.login) === person.id) this.staffByLogin.delete(before.login)
    for (const { post } of before?.holdings ?? []) this.staffByPost.get(post)?.delete(person.id)
    this.staff.set(person.id, person)
    if (isCurrent(person)) this.staffByLogin.set(person.login, person.id)
    for (const { post } of person.holdings) add(this.staffByPost, post, person.id)
  }

  post(id: string): Post | undefined {
    return this.posts.get(id)
  }

  postsOf(unit: string): Post[] {
    return [...(this.postsByUnit.get(unit) ?? [])]
      .map((id) => this.posts.get(id)!)
      .filter(isCurrent)
      .sort((a, b) => (a.code < b.code ? -1 : 1))
  }

  person(id: string): Staff | undefined {
    return this.staff.get(id)
  }

  holdersOf(post: string, at: Date): string[] {
    if (!isHeldAt(this.posts.get(post), at)) return []
    return [...(this.staffByPost.get(post) ?? [])].filter((id) => {
      const person = this.staff.get(id)!
      return isHeldAt(person, at) && person.holdings.some((holding) => holding.post === post && covers(holding, at))
    })
  }

  personsOf(unit: string, at: Date): string[] {
    return [...new Set(this.postsOf(unit).flatMap(({ id }) => this.holdersOf(id, at)))]
  }

  holdings(person: string, at: Date): Holding[] {
    const member = this.staff.get(person)
    if (!isHeldAt(member, at)) return []
    return member.holdings
      .filter((holding) => covers(holding, at))
      .flatMap(({ post: id }) => {
        const post = this.posts.get(id)
        return isHeldAt(post, at) ? [{ post: id, role: post.role, unit: post.unit, level: post.level, area: post.area }] : []
      })
  }

  byLogin(login: string, at: Date): StaffMember | undefined {
    const person = this.staffByLogin.get(login)
    return person === undefined ? undefined : { person, holdings: this.holdings(person, at) }
  }
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  index.set(key, (index.get(key) ?? new Set()).add(id))
}

/** From the first instant on, up to but not including the last. */
function covers({ from, to }: directoryEvents.Holding, at: Date): boolean {
  const ms = at.getTime()
  return (from === undefined || timestampMs(from) <= ms) && (to === undefined || ms < timestampMs(to))
}

function isHeldAt<Value extends { readonly retiredAt?: Date }>(entry: Value | undefined, at: Date): entry is Value {
  return entry !== undefined && (entry.retiredAt === undefined || at < entry.retiredAt)
}
