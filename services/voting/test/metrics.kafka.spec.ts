import { sql } from '@yiwang/database'
import { Gauges } from '@yiwang/service-kit'
import { ballotsDesk } from './ballots.fixture.ts'
import { type Desk, rooms } from './desk.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
  desk.settle(rooms(3))
}, 60_000)
afterAll(() => desk.stop())

/** What Prometheus would read, once the gauges have looked. */
async function scraped(): Promise<string> {
  await desk.voting.service.app.get(Gauges).look()
  return (await fetch(`${desk.voting.service.http}/metrics`)).text()
}

/** The figure of the series that has these labels. */
function figure(text: string, name: string, ...labels: string[]): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && labels.every((label) => one.includes(label)))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

const CAST = 'yiwang_voting_ballots_cast_total'
const REFUSED = 'yiwang_voting_ballots_refused_total'

describe('who operates votes', () => {
  it('sees ballots cast and refused, decisions by stage and what waits, and no person, room or decision', async () => {
    expect([figure(await scraped(), CAST, 'way="ELECTRONIC"'), figure(await scraped(), CAST, 'way="PAPER"')]).toEqual([0, 0])
    const open = await desk.opened('once')
    await desk.vote('owner-1', open.id, '101', { q1: 'FOR' }, 'key-1')
    await desk.vote('owner-1', open.id, '101', { q1: 'FOR' }, 'key-1')
    await desk.vote('owner-2', open.id, '101')
    const room = { building: '1', unit: '1', room: '102' }
    for (const as of ['community-1', 'community-2'])
      await desk.ask(as, 'POST', `/v1/decisions/${open.id}/paper-ballots`, { room, choices: { q1: 'FOR' }, scan: desk.upload(as) })
    const text = await scraped()
    expect({
      electronic: figure(text, CAST, 'way="ELECTRONIC"'),
      paper: figure(text, CAST, 'way="PAPER"'),
      refused: figure(text, REFUSED, 'reason="not-on-roll"', 'way="ELECTRONIC"'),
      inHand: figure(text, 'yiwang_voting_ballots_in_hand'),
      open: figure(text, 'yiwang_voting_decisions', 'stage="VOTING"'),
      waiting: figure(text, 'yiwang_voting_tasks_waiting', 'kind="CLOSE"'),
      age: figure(text, 'yiwang_voting_tasks_age', 'kind="CLOSE"'),
    }).toEqual({ electronic: 1, paper: 1, refused: 1, inHand: 0, open: 1, waiting: 0, age: 0 })
    expect(figure(text, 'yiwang_voting_work_duration', 'kind="FREEZE"')).toBeGreaterThan(0)
    const ofVoting = text.split('\n').filter((line) => line.startsWith('yiwang_voting'))
    expect(ofVoting.join('\n')).not.toMatch(new RegExp([open.id, desk.person('owner-1'), 'owner-1', '"101"', 'ct-90'].join('|')))
  })

  it('sees how long the close of a vote has waited', async () => {
    // One that nobody can take in hand: another process has it, and is stuck.
    const decision = '01890000-0000-7000-8000-00000000000a'
    await desk.voting.database.run(sql`insert into task (decision, kind, since) values (${decision}, 'COUNT', ${desk.clock.now()})`)
    desk.clock.advance(400_000)
    const text = await scraped()
    expect([figure(text, 'yiwang_voting_tasks_waiting', 'kind="COUNT"'), figure(text, 'yiwang_voting_tasks_age', 'kind="COUNT"')]).toEqual([
      1, 400,
    ])
  })
})
