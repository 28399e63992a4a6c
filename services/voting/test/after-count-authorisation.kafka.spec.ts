import { sql } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'

const PEOPLE = [
  ...['stranger', TRUSTEES[0]!, 'owner-1', 'tenant-3', 'member-1', 'past-member', 'alternate'],
  ...['community-1', 'community-2', 'community-9', 'dispatcher-1', 'editor-1', 'service:sla'],
] as const
const COMMUNITY = ['community-1', 'community-2']
/** The committee in office has member-1; past-member's term is over, and the alternate waits. */
const STEWARDS = [...COMMUNITY, 'member-1']

let desk: Desk
let member: string
beforeAll(async () => {
  desk = await votingDesk()
  desk.settle(rooms(3))
  desk.register.persons.set('h3', desk.person('tenant-3'))
  member = await seat('member-1', '2030-01-01')
  await seat('past-member', '2026-11-30')
  await seat('alternate', '2030-01-01', true)
}, 60_000)
afterAll(() => desk.stop())

async function seat(login: string, to: string, alternate = false): Promise<string> {
  const id = uuid()
  const decision = await desk.published()
  await desk.voting.database.run(sql`update decision set stage = 'ARCHIVED' where id = ${decision}`)
  await desk.voting.database.run(sql`insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate, term_from, term_to)
    values (${id}, 'ct-90', ${decision}, ${decision}, 'an', 'An', ${desk.person(login)}, 1, ${alternate}, '2026-01-01', ${to}::timestamptz)`)
  return id
}

async function announced(): Promise<string> {
  const open = await desk.opened()
  for (const n of [1, 2, 3]) await desk.vote(`owner-${n}`, open.id, `10${n}`)
  await desk.announced(open)
  return open.id
}
async function executing(): Promise<string> {
  const id = await announced()
  await desk.elapse(id, 'OBJECTIONS')
  await desk.command('community-1', id, 'start-execution')
  return id
}
const made = async (as: string, path: string, body: object) => (await desk.ask<{ id: string }>(as, 'POST', path, body)).id
const objection = async () => made('owner-2', `/v1/decisions/${await announced()}/objections`, { text: 'No.' })
const step = async (done = false) => {
  const id = await executing()
  const document = desk.upload('community-1')
  return { id, step: await made('community-1', `/v1/decisions/${id}/execution-steps`, { kind: 'MILESTONE', title: 'One', document, done }) }
}
let months = 0
const monthAfter = (n: number) => new Date(Date.UTC(2030, n, 1)).toISOString()
const statement = () => ({ kind: 'FUND', from: monthAfter(months), to: monthAfter(++months), opening: 0, closing: 0, lines: [] })
const accounts = () => made('community-1', '/v1/compounds/ct-90/accounts', statement())
const question = async () => made('owner-2', `/v1/accounts/${await accounts()}/questions`, { text: 'What?' })

/** What is asked for, with whatever it needs in place; who may ask for it, of all the people above. The last row ends the seat of member-1. */
const table: readonly [string, () => Promise<[path: string, body: object]>, readonly string[]][] = [
  ['object to a result', async () => [`/v1/decisions/${await announced()}/objections`, { text: 'No.' }], ['owner-1']],
  ['decide an objection', async () => [`/v1/objections/${await objection()}/decide`, { outcome: 'REJECTED', text: 'No.' }], COMMUNITY],
  ['publish a step', async () => [`/v1/decisions/${await executing()}/execution-steps`, { kind: 'MILESTONE', title: 'One' }], STEWARDS],
  ['publish that it is done', async () => [`/v1/execution-steps/${(await step()).step}/done`, {}], STEWARDS],
  ['confirm', async () => [`/v1/decisions/${(await step(true)).id}/confirm`, { satisfied: true }], ['owner-1', 'tenant-3']],
  ['set a term', async () => [`/v1/decisions/${await announced()}/term`, { from: '2027-01-01', to: '2030-01-01' }], COMMUNITY],
  ['publish accounts', async () => ['/v1/compounds/ct-90/accounts', statement()], STEWARDS],
  ['ask about accounts', async () => [`/v1/accounts/${await accounts()}/questions`, { text: 'What?' }], ['owner-1', 'tenant-3']],
  ['answer', async () => [`/v1/account-questions/${await question()}/answer`, { text: 'That.' }], STEWARDS],
  ['say that a member goes', async () => [`/v1/committee-members/${member}/end`, { reason: 'Moved.' }], ['member-1', ...COMMUNITY]],
]

describe('after the count', () => {
  it.each(table)('may %s who may, and nobody else', async (_, prepare, allowed) => {
    const [path, body] = await prepare()
    expect((await desk.call('POST', path, { body })).status).toBe(401)
    const refused = PEOPLE.filter((person) => !allowed.includes(person))
    for (const as of refused) expect([as, (await desk.call('POST', path, { as, body })).status]).toEqual([as, 403])
    // Another one may have done it before: then it is the state that says no.
    for (const as of allowed)
      expect([as, [401, 403, 404].includes((await desk.call('POST', path, { as, body })).status)]).toEqual([as, false])
  })
})
