import { randomUUID } from 'node:crypto'
import { sql } from '@yiwang/database'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'

interface Entry {
  readonly seq: number
  readonly at: string
  readonly fact: string
  readonly actor: { readonly kind: string; readonly as?: string; readonly id?: string }
  readonly text?: string
}

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
  desk.settle(rooms(3))
}, 60_000)
afterAll(() => desk.stop())

const historyOf = async (id: string, as?: string) =>
  (await desk.call<{ items: Entry[] }>('GET', `/v1/decisions/${id}/history`, { ...(as !== undefined && { as }) })).body.items

describe('the history of a decision', () => {
  it('says each change with its instant and author, from the draft to the archive, and no word that was not meant for it', async () => {
    const decision = await desk.opened('trial', { title: 'Fire equipment' })
    const { id } = decision
    for (const n of [1, 2, 3]) await desk.vote(`owner-${n}`, id, `10${n}`)
    await desk.announced(decision)
    const { id: objection } = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${id}/objections`, { text: 'Not so.' })
    await desk.ask('community-1', 'POST', `/v1/objections/${objection}/decide`, { outcome: 'REJECTED', text: 'It is so.' })
    await desk.elapse(id, 'OBJECTIONS')
    await desk.command('community-1', id, 'start-execution')
    const document = desk.upload('community-1')
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/execution-steps`, { kind: 'MILESTONE', title: 'Done', document, done: true })
    await desk.command('owner-2', id, 'confirm', { satisfied: true, text: 'It works.' })
    await desk.command('community-1', id, 'archive')

    const entries = await historyOf(id)
    expect(entries.map(({ fact, actor: { kind }, text }) => [fact, kind, ...(text ? [text] : [])].join(' '))).toEqual([
      ...[
        'drafted STAFF',
        'published STAFF',
        'roll_written SYSTEM',
        'share_taken RESIDENT',
        'share_taken RESIDENT',
        'share_taken RESIDENT',
      ],
      ...['notice_ended SYSTEM', 'opinions_ended SYSTEM', 'opened STAFF', 'voting_ended SYSTEM'],
      ...['share_given RESIDENT', 'share_given RESIDENT', 'counted SYSTEM', 'announced STAFF'],
      ...['objected RESIDENT Not so.', 'objection_decided STAFF It is so.', 'objections_ended SYSTEM'],
      ...['execution_started STAFF', 'progressed STAFF', 'confirmed RESIDENT', 'archived STAFF'],
    ])
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, n) => n + 1))
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted())
    expect(await historyOf(id, 'owner-3')).toEqual(entries)
  })

  it('names who acts in an office, and nobody who acts as a neighbour', async () => {
    const { id } = await desk.ask<{ id: string }>('owner-1', 'POST', '/v1/decisions', {
      ...{ ruleSet: 'trial', scope: { compound: 'ct-90' }, title: 'Gardens' },
      ...{ questions: [{ id: 'q1', text: 'Shall it be?' }], trustees: ['trustee-1', 'trustee-2', 'trustee-3'].map(desk.person) },
    })
    await desk.command('community-1', id, 'publish', { text: 'For all to see.' })
    await desk.rollWritten(id)
    const [drafted, published, written] = await historyOf(id)
    expect(drafted).toMatchObject({ fact: 'drafted', actor: { kind: 'RESIDENT' } })
    expect(drafted!.actor).toEqual({ kind: 'RESIDENT', as: 'NEIGHBOUR' })
    expect(published).toMatchObject({ fact: 'published', actor: { kind: 'STAFF', id: expect.any(String) }, text: 'For all to see.' })
    expect(written).toMatchObject({ fact: 'roll_written', actor: { kind: 'SYSTEM', id: 'voting' } })
    expect(JSON.stringify(await historyOf(id, 'community-1'))).not.toContain(desk.person('owner-1'))
  })

  it('says in which office a resident acted, and not who they are', async () => {
    const id = await desk.published('trial')
    await desk.voting.database.run(sql`
      insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate, term_from, term_to)
      values (${randomUUID()}, 'ct-90', ${id}, ${randomUUID()}, 'c', 'Member', ${desk.person('owner-2')}, 1, false, ${new Date(0)}, '2099-01-01')`)
    await desk.command('trustee-1', id, 'share')
    const opinion = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${id}/opinions`, { text: 'Why?' })
    for (const text of ['So.', 'Because.']) await desk.ask('owner-2', 'POST', `/v1/opinions/${opinion.id}/answer`, { outcome: 'NOT', text })
    await desk.command('owner-2', id, 'withdraw', { reason: 'Not now.' })
    const entries = await historyOf(id, 'owner-3')
    expect(entries.map(({ fact, actor: { as } }) => `${fact} ${as}`)).toEqual([
      ...['drafted COMMUNITY', 'published COMMUNITY', 'roll_written undefined', 'share_taken TRUSTEE'],
      ...['answer_changed COMMITTEE', 'withdrawn COMMITTEE'],
    ])
    expect(entries.at(-1)!.actor).toEqual({ kind: 'RESIDENT', as: 'COMMITTEE' })
    expect(JSON.stringify(entries)).not.toContain(desk.person('owner-2'))
    await desk.voting.database.run(sql`delete from committee_member`)
  })

  it('has no office of what was entered before offices were kept', async () => {
    const id = await desk.published('trial')
    await desk.voting.database.run(sql`update decision_entry set actor_as = null where decision = ${id}`)
    expect((await historyOf(id)).map(({ actor }) => Object.keys(actor))).toEqual([
      ['kind', 'id'],
      ['kind', 'id'],
      ['kind', 'id'],
    ])
  })

  it('of a draft is seen by who prepares it alone', async () => {
    const id = await desk.drafted()
    expect((await desk.call('GET', `/v1/decisions/${id}/history`)).status).toBe(404)
    expect((await historyOf(id, 'community-1')).map(({ fact }) => fact)).toEqual(['drafted'])
  })
})
