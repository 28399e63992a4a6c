import { TestPlatform } from '../platform/platform.ts'
import { COMPOUND, Compound, STAIRCASE } from './compound.ts'

/** Stages of 20 seconds take five. */
const SPEED = 4
const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3']

let platform: TestPlatform
let compound: Compound

/** Owners with one room each, of the staircase. */
const OWNERS = [
  ...[
    ['1-1', 'o0001'],
    ['1-2', 'o0002'],
    ['1-3', 'o0003'],
    ['2-1', 'o0004'],
    ['3-1', 'o0007'],
    ['3-2', 'o0008'],
  ],
  ...[
    ['5-1', 'o0015'],
    ['5-2', 'o0016'],
    ['6-1', 'o0017'],
    ['6-2', 'o0018'],
    ['6-3', 'o0019'],
    ['7-2', 'o0022'],
  ],
  // These have two rooms each.
  ...[
    ['2-2', 'o0005'],
    ['2-3', 'o0006'],
  ],
] as [string, string][]
const owner = (n: number) => `owner-${n + 1}`

beforeAll(async () => {
  platform = await TestPlatform.start({ speed: SPEED })
  compound = new Compound(platform)
  for (const [n, [room, key]] of OWNERS.entries()) await compound.settle(owner(n), room, key)
}, 180_000)
afterAll(() => platform?.stop(), 60_000)

async function prepared(more: object = {}): Promise<{ id: string; shares: string[] }> {
  const { id } = await compound.ask<{ id: string }>('community-1', 'POST', '/v1/decisions', {
    ...{ ruleSet: 'trial', scope: { compound: COMPOUND, staircases: [STAIRCASE] }, title: '更换消防设备' },
    questions: [{ id: 'renew', text: '是否更换消防设备？' }],
    trustees: await Promise.all(TRUSTEES.map((login) => compound.idOf(login))),
    ...more,
  })
  await compound.command('community-1', id, 'publish')
  await compound.comesTo(id, { roll: expect.anything() })
  return { id, shares: await compound.shares(TRUSTEES, id) }
}

it('the fire equipment of a staircase is renewed: notice, vote, count, and a result that anyone recounts', async () => {
  const { id, shares } = await prepared()
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })
  await compound.command('community-1', id, 'open')
  const notes: string[] = []
  for (const [n, [room]] of OWNERS.entries())
    notes.push((await compound.vote(owner(n), id, room, { renew: n < 9 ? 'FOR' : 'AGAINST' })).note)
  await compound.comesTo(id, { stage: 'COUNTING' })
  await compound.count(TRUSTEES, shares, id)
  await compound.command('community-1', id, 'announce')
  const told = await compound.recounted(id, notes[0]!)
  expect(told).toContain('核验通过')
}, 120_000)
