import { answerTo } from '@yiwang/service-kit'
import { COMMANDS, type CommandName } from '../src/domain/commands.ts'
import { dispatchProblems } from '../src/errors.ts'
import { type Block, blocks } from './authorisation.table.ts'
import { fittingBody } from './bodies.ts'
import { type Desk, dispatchDesk } from './desk.ts'
import { actor, post, unit } from './small-district.ts'

let desk: Desk
beforeAll(async () => {
  desk = await dispatchDesk()
})
afterAll(() => desk.drop())

/** How a case comes to where a block of the table has it. All were reported by resident-1. */
const situations: Record<string, () => Promise<string>> = {
  'a grid’s case, taken by grid-worker-1': async () => {
    const id = await desk.received({ type: 'plain-grid' })
    await desk.give('grid-worker-1', id, 'accept', {})
    return id
  },
  'a community’s case, taken by community-1': async () => {
    const id = await desk.received({ type: 'plain-grid' })
    await desk.give('grid-worker-2', id, 'report-up', { reason: 'too hard', to: 'COMMUNITY' })
    await desk.give('community-1', id, 'accept', {})
    return id
  },
  'triage at the street, taken by dispatcher-1': async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'accept', {})
    return id
  },
  'an office’s case, taken by nobody': async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
    return id
  },
  'an office’s case, given to the post of post-1': async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office'), post: post('property-handler') } })
    return id
  },
  'an office’s case, taken by post-1': async () => {
    const id = await situations['an office’s case, taken by nobody']!()
    await desk.give('post-1', id, 'accept', {})
    return id
  },
  'an office’s case, suspended by post-1': async () => {
    const id = await situations['an office’s case, taken by post-1']!()
    await desk.give('post-1', id, 'suspend', { reason: 'MATERIAL' })
    return id
  },
  'a department’s case, taken by department-1': async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'report-up', { reason: 'beyond us' })
    await desk.give('district-1', id, 'dispatch', { to: { unit: unit('housing-department') } })
    await desk.give('department-1', id, 'accept', {})
    return id
  },
  'verifying at the street, taken by verifier-1': async () => {
    const id = await situations['an office’s case, taken by post-1']!()
    await desk.give('post-1', id, 'feed-back', {})
    await desk.give('verifier-1', id, 'accept', {})
    return id
  },
  'verifying in the grid, taken by nobody': async () => {
    const id = await situations['a grid’s case, taken by grid-worker-1']!()
    await desk.give('grid-worker-1', id, 'solve', {})
    return id
  },
  'triage in the grid, reopened': async () => {
    const id = await situations['verifying in the grid, taken by nobody']!()
    await desk.give('grid-leader-1', id, 'verify', { result: 'PASSED' })
    await desk.give('resident-1', id, 'answer', { solved: false })
    return id
  },
  answering: async () => {
    const id = await situations['verifying at the street, taken by verifier-1']!()
    await desk.give('verifier-1', id, 'verify', { result: 'PASSED' })
    return id
  },
  closed: async () => {
    const id = await situations['answering']!()
    await desk.give('resident-1', id, 'answer', { solved: true, rating: 5 })
    return id
  },
}

const READINGS = ['read', 'list', 'ledger'] as const
const CHANGES_NOTHING: readonly string[] = [...READINGS, 'comment']
const ROWS = [...READINGS, ...COMMANDS]

/** What a person is answered: the status, or for the list whether the case is in it. */
async function answer(login: string, id: string, what: (typeof ROWS)[number]): Promise<string> {
  try {
    if (what === 'read') await desk.see(login, id)
    else if (what === 'ledger') await desk.ledger(login, id)
    else if (what === 'list')
      return (await desk.list(login, { number: (await desk.cases.find(id))!.number })).items.length > 0 ? 'in' : 'out'
    else await command(login, id, what)
    return '200'
  } catch (error) {
    return String(answerTo(error, dispatchProblems).problem.status)
  }
}

async function command(login: string, id: string, name: CommandName): Promise<void> {
  const kase = (await desk.cases.find(id))!
  await desk.give(login, id, name, fittingBody(name, kase, actor(login), desk.clock.now()))
}

/** The whole block as it is. A refused command changes nothing, nor does a comment: the case is made anew only after one that moved it. */
async function found({ situation, people }: Block): Promise<Record<string, Record<string, string>>> {
  const make = situations[situation]!
  let id = await make()
  const answers: Record<string, Record<string, string>> = {}
  for (const row of ROWS) {
    answers[row] = {}
    for (const login of people) {
      const given = await answer(login, id, row)
      answers[row][login] = given
      if (given === '200' && !CHANGES_NOTHING.includes(row)) id = await make()
    }
  }
  return answers
}

describe('who may do what', () => {
  it.each(blocks)('$situation', async (block) => {
    expect(await found(block)).toEqual(block.expected)
  })

  it('is said for every situation, command and list', () => {
    expect(blocks.map(({ situation }) => situation)).toEqual(Object.keys(situations))
    for (const { expected } of blocks) expect(Object.keys(expected)).toEqual(ROWS)
  })
})
