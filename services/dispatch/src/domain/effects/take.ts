import type { Case, Holder, Level, Outcome } from '../case.ts'
import type { CommandBodies, Common } from '../commands.ts'
import type { Post } from '../directory.ts'
import type { Given } from '../effect.ts'
import { rolesIn } from '../policy.ts'
import { refusedField } from '../refusal.ts'

/** 签收: from now on this person has it, in this post. */
export function accept(kase: Case, { as, person }: Given<Common>): Outcome {
  const { post, unit, level } = as!
  return {
    fact: 'accepted',
    change: { holder: { level: unit === kase.holder.unit ? kase.holder.level : (level as Level), unit, post, person } },
  }
}

/** To another post or person of the same unit; a person has taken it thereby, a post has not. */
export function handOver(kase: Case, { body, directory, at }: Given<CommandBodies['hand-over']>): Outcome {
  const { post: postId, person } = body.to
  const post = directory.post(postId)
  if (!post) throw refusedField('unknown-target', '/to/post', 'There is no post with this id.')
  requireFit(kase, post)
  const holders = directory.holdersOf(postId, at)
  if (person === undefined && holders.length === 0) throw refusedField('target-does-not-fit', '/to/post', 'Nobody holds this post now.')
  if (person !== undefined && !holders.includes(person)) {
    throw refusedField('target-does-not-fit', '/to/person', 'This person does not hold the post now.')
  }
  if (person !== undefined && kase.state === 'VERIFYING' && kase.handlers.includes(person)) {
    throw refusedField('target-does-not-fit', '/to/person', 'Who held a case in handling does not verify it.')
  }
  const { level, unit } = kase.holder
  const holder: Holder = { level, unit, post: postId, person }
  return { fact: 'handed_over', change: { holder, ...(kase.state === 'HANDLING' && { givenTo: { level, unit, post: postId } }) } }
}

function requireFit(kase: Case, post: Post): void {
  if (post.unit !== kase.holder.unit) {
    throw refusedField('target-does-not-fit', '/to/post', 'A hand-over stays inside the unit that holds the case.')
  }
  if (!rolesIn(kase.state, kase.holder.level).includes(post.role)) {
    throw refusedField('target-does-not-fit', '/to/post', 'This post does not do the work of the present step.')
  }
}
