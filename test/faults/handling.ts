import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../tools/demo/random.ts'
import type { Story } from './feed.ts'

/** As long as a person takes; a fifth of a trial step's budget on average, sometimes beyond its first rungs. */
const afterSomeThought = (random: Random) => sleep(random.between(0, 4) ** 2 * 500)

/** Nobody takes it: every rung falls due. */
const untouched: Story = async (feed) => void (await feed.report('trial-street'))

/** Ended before its first rung, unless a fault kept the dispatcher from it. */
const declined: Story = async (feed) => {
  const id = await feed.report('trial-street')
  await feed.does('dispatcher-1', 'decline', id, { reason: '重复' })
}

/** Dispatched by the street's centre, done by an office, verified, answered by who reported it. */
const throughAnOffice =
  (type: string): Story =>
  async (feed, random) => {
    const id = await feed.report(type)
    await feed.does('dispatcher-1', 'accept', id)
    await afterSomeThought(random)
    await feed.does('dispatcher-1', 'dispatch', id, { to: { unit: await feed.office() } })
    await feed.does('post-1', 'accept', id)
    await afterSomeThought(random)
    await feed.does('post-1', 'feed-back', id, { text: '已处理' })
    await feed.does('verifier-1', 'accept', id)
    await afterSomeThought(random)
    await feed.does('verifier-1', 'verify', id, { result: 'PASSED' })
    await feed.does('resident-1', 'answer', id, { solved: true, rating: 5 })
  }

/** Solved where it happened, verified by the head of the grid. */
const inTheGrid =
  (type: string): Story =>
  async (feed, random) => {
    const id = await feed.report(type)
    await feed.does('grid-worker-1', 'accept', id)
    await afterSomeThought(random)
    await feed.does('grid-worker-1', 'solve', id, { text: '已处理' })
    await feed.does('grid-leader-1', 'verify', id, { result: 'PASSED' })
    await feed.does('resident-1', 'answer', id, { solved: true, rating: 4 })
  }

export const stories: readonly Story[] = [
  untouched,
  declined,
  throughAnOffice('plain-street'),
  throughAnOffice('trial-street'),
  inTheGrid('plain-grid'),
  inTheGrid('trial-grid'),
]
