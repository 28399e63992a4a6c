import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { shippedRuleSets } from '@yiwang/counting'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'
import { staffOf } from './small-district.fixture.ts'

interface Candidate {
  readonly id: string
  readonly eligible?: boolean
  readonly accepted: boolean
  readonly findings: readonly { readonly check: string; readonly result: string }[]
}

interface Vetting {
  readonly fact: string
  readonly actor: { readonly kind: string; readonly id?: string }
  readonly details: object
}

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => {
  desk.settle(rooms(6))
  desk.clock.advance(25 * 3_600_000)
})

const ELECTION = { questions: [{ id: 'a', text: 'Candidate A' }] }
const election = (questions: object[] = []) => desk.published('committee-election', { questions })
const nominate = (as: string, id: string, body: object) => desk.call<Candidate>('POST', `/v1/decisions/${id}/candidates`, { as, body })
const vet = (as: string, id: string, candidate: string, body: object) =>
  desk.call<Candidate>('POST', `/v1/decisions/${id}/candidates/${candidate}/vet`, { as, body })
const accept = (as: string, id: string, candidate: string) =>
  desk.call<Candidate>('POST', `/v1/decisions/${id}/candidates/${candidate}/accept`, { as })
const accountOf = async (id: string, candidate: string) => {
  const values = [id, candidate]
  const text = 'select person from candidate where decision = $1 and id = $2'
  return (await desk.voting.database.one<{ person: string | null }>({ text, values }))!.person
}
const candidates = async (id: string) => (await desk.call<{ items: Candidate[] }>('GET', `/v1/decisions/${id}/candidates`)).body.items
const vettings = async (id: string) =>
  (await desk.ask<{ items: Vetting[] }>('community-1', 'GET', `/v1/decisions/${id}/history`)).items.filter(({ fact }) =>
    ['candidate_vetted', 'candidate_doubted'].includes(fact),
  )
const found = (candidate: Candidate | undefined) => Object.fromEntries(candidate!.findings.map(({ check, result }) => [check, result]))

describe('a candidate', () => {
  it('nominates themselves, is looked up on the roll, vetted, and voted for', async () => {
    const id = await election()
    const room = { building: '1', unit: '1', room: '101' }
    const own = { id: 'b', name: 'Candidate B', statement: 'I keep the books.', room, person: desk.person('owner-1') }
    const { status, body } = await nominate('owner-1', id, own)
    expect({ status, findings: found(body) }).toEqual({
      status: 201,
      findings: { ON_ROLL: 'YES', OWNS_ROOM: 'YES', NOT_DEVELOPER: 'YES', NOT_NOMINATED_TWICE: 'YES', NOT_TRUSTEE: 'YES' },
    })
    expect(body).not.toHaveProperty('room')
    expect(body).not.toHaveProperty('person')
    expect(body).toMatchObject({ accepted: true })
    expect(body).not.toHaveProperty('eligible')
    await nominate('owner-2', id, { id: 'c', name: 'Candidate C' })
    expect((await vet('community-1', id, 'b', { eligible: true })).body).toMatchObject({ eligible: true })
    await vet('community-1', id, 'c', { eligible: false, reason: 'Owns nothing here.' })
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    for (const clock of ['NOTICE', 'OPINIONS'] as const) await desk.elapse(id, clock)
    expect(await desk.command('community-1', id, 'open')).toMatchObject({ stage: 'VOTING', questions: [{ id: 'b', text: 'Candidate B' }] })
    expect(typeOf(await vet('community-1', id, 'c', { eligible: true }))).toBe('409 command-not-legal')
    expect(typeOf(await nominate('owner-1', id, { id: 'd', name: 'Candidate D' }))).toBe('409 command-not-legal')
  })

  it('whom nobody has vetted keeps voting from opening', async () => {
    const id = await election([{ id: 'a', text: 'Candidate A' }])
    await nominate('owner-2', id, { id: 'c', name: 'Candidate C' })
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    for (const clock of ['NOTICE', 'OPINIONS'] as const) await desk.elapse(id, clock)
    const open = () => desk.call('POST', `/v1/decisions/${id}/open`, { as: 'community-1', body: {} })
    expect(typeOf(await open())).toBe('422 candidates-not-vetted')
    await vet('community-1', id, 'c', { eligible: true })
    expect((await open()).body).toMatchObject({ questions: [{ id: 'a' }, { id: 'c' }] })
  })

  it('of the draft is vetted by the community that publishes it, on record', async () => {
    const id = await election([{ id: 'a', text: 'Candidate A' }])
    expect(await candidates(id)).toMatchObject([{ id: 'a', name: 'Candidate A', eligible: true }])
    expect((await vettings(id)).map(({ fact, actor, details }) => ({ fact, actor, details }))).toEqual([
      {
        fact: 'candidate_vetted',
        actor: expect.objectContaining({ kind: 'STAFF', id: staffOf('community-1') }),
        details: { candidate: 'a', eligible: true, withPublication: true },
      },
    ])
  })

  it('of the draft of whom the roll then says no is vetted anew before voting opens', async () => {
    const before = await election()
    const room = { building: '1', unit: '1', room: '101' }
    for (const n of [1, 2]) {
      const own = { id: `b${n}`, name: `Candidate ${n}`, person: desk.person(`owner-${n}`), room: { ...room, room: `10${n}` } }
      expect((await nominate(`owner-${n}`, before, own)).status).toBe(201)
    }
    await desk.command('community-1', before, 'withdraw', { reason: 'Too soon.' })
    desk.register.persons.delete('o1')
    const questions = [1, 2].map((n) => ({ id: `b${n}`, text: `Candidate ${n}` }))
    const id = await desk.published('committee-election', { questions, restarts: before })
    const [sold, owner] = await candidates(id)
    expect(found(sold)).toMatchObject({ ON_ROLL: 'NO', OWNS_ROOM: 'NO' })
    expect(sold).not.toHaveProperty('eligible')
    expect(owner).toMatchObject({ id: 'b2', eligible: true })
    expect((await vettings(id)).filter(({ fact }) => fact === 'candidate_doubted')).toMatchObject([
      { actor: { kind: 'SYSTEM' }, details: { candidate: 'b1', findings: ['ON_ROLL', 'OWNS_ROOM'] } },
    ])
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    for (const clock of ['NOTICE', 'OPINIONS'] as const) await desk.elapse(id, clock)
    const open = () => desk.call('POST', `/v1/decisions/${id}/open`, { as: 'community-1', body: {} })
    expect(typeOf(await open())).toBe('422 candidates-not-vetted')
    await vet('community-1', id, 'b1', { eligible: true })
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/roll/refresh`)
    await desk.rollWritten(id)
    expect((await open()).body).toMatchObject({ questions: [{ id: 'b1' }, { id: 'b2' }] })
  })

  it('of an election that binds is published by the community or the committee, whoever drafted it', async () => {
    const id = await desk.drafted('committee-election', ELECTION)
    await desk.voting.database.run({ text: 'update decision set drafted_by = $2 where id = $1', values: [id, desk.person('owner-1')] })
    expect((await desk.call('PUT', `/v1/decisions/${id}`, { as: 'owner-1', body: { title: 'Our committee' } })).status).toBe(200)
    expect((await desk.call('POST', `/v1/decisions/${id}/publish`, { as: 'owner-1', body: {} })).status).toBe(403)
  })

  it('of a draft that binds nobody is vetted by nobody where an owner publishes it', async () => {
    const { ruleSet, tests } = JSON.parse(readFileSync(new URL('committee-election.json', shippedRuleSets), 'utf8'))
    await desk.ask('editor-1', 'PUT', '/v1/rule-sets/mock-election', {
      ruleSet: { ...ruleSet, code: 'mock-election', advisory: true },
      tests,
    })
    const { id } = await desk.ask<{ id: string }>('community-1', 'POST', '/v1/decisions', {
      ...{ ruleSet: 'mock-election', scope: { compound: 'ct-90' }, title: 'Committee', ...ELECTION },
      trustees: ['trustee-1', 'trustee-2', 'trustee-3'].map(desk.person),
    })
    await desk.voting.database.run({ text: 'update decision set drafted_by = $2 where id = $1', values: [id, desk.person('owner-1')] })
    await desk.command('owner-1', id, 'publish')
    const [drafted] = await candidates(id)
    expect(drafted).toMatchObject({ id: 'a' })
    expect(drafted).not.toHaveProperty('eligible')
  })

  it('who stands before the roll is written is looked up once it is', async () => {
    const trustees = ['owner-1', 'trustee-2', 'trustee-3'].map(desk.person)
    const id = await desk.drafted('committee-election', { questions: [], trustees })
    const room = { building: '1', unit: '1', room: '101' }
    expect(found((await nominate('community-1', id, { id: 't', name: 'Trustee', room })).body)).toMatchObject({ ON_ROLL: 'UNKNOWN' })
    await desk.ask('community-1', 'PUT', `/v1/decisions/${id}`, ELECTION)
    await desk.command('community-1', id, 'publish')
    await desk.comesTo(id, 'NOTICE')
    await desk.rollWritten(id)
    const inAll = async () => found((await candidates(id)).find((candidate) => candidate.id === 't'))
    expect(await inAll()).toMatchObject({ ON_ROLL: 'YES', OWNS_ROOM: 'UNKNOWN', NOT_TRUSTEE: 'UNKNOWN' })
    await accept('owner-1', id, 't')
    expect(await inAll()).toMatchObject({ ON_ROLL: 'YES', OWNS_ROOM: 'YES', NOT_TRUSTEE: 'NO' })
  })

  it.each(['owner-1', 'community-1'])('stands with no account but by its own word: %s names that of nobody else', async (as) => {
    const id = await election()
    const named = await nominate(as, id, { id: 'c', name: 'Candidate C', person: desk.person('owner-3') })
    expect(typeOf(named)).toBe('422 account-not-own')
    expect(await candidates(id)).toEqual([])
  })

  it('whom others nominate stands with an account once that person accepts, and is vetted anew', async () => {
    const id = await election()
    const room = { building: '1', unit: '1', room: '103' }
    expect((await nominate('owner-1', id, { id: 'c', name: 'Candidate C', room })).body).toMatchObject({ accepted: false })
    await vet('community-1', id, 'c', { eligible: true })
    const { status, body } = await accept('owner-3', id, 'c')
    expect({ status, accepted: body.accepted, findings: found(body) }).toMatchObject({
      ...{ status: 200, accepted: true },
      findings: { ON_ROLL: 'YES', OWNS_ROOM: 'YES' },
    })
    expect(body).not.toHaveProperty('eligible')
    expect((await accept('owner-3', id, 'c')).status).toBe(200)
    await vet('community-1', id, 'c', { eligible: true })
    expect(await accountOf(id, 'c')).toBe(desk.person('owner-3'))
    const facts = await desk.ask<{ items: { fact: string; actor: object }[] }>('owner-1', 'GET', `/v1/decisions/${id}/history`)
    expect(facts.items.filter(({ fact }) => fact === 'candidate_accepted')).toMatchObject([
      { actor: { kind: 'RESIDENT' }, details: { candidate: 'c' } },
    ])
    expect(JSON.stringify([facts, await candidates(id)])).not.toContain(desk.person('owner-3'))
  })

  it('is accepted by one owner on the roll, and by those of the room that was named', async () => {
    desk.register.persons.set('h5', desk.person('tenant-5'))
    const id = await election()
    await nominate('owner-1', id, { id: 'c', name: 'Candidate C', room: { building: '1', unit: '1', room: '103' } })
    await nominate('owner-1', id, { id: 'd', name: 'Candidate D' })
    expect(typeOf(await accept('owner-2', id, 'c'))).toBe('403 not-on-roll')
    for (const as of ['tenant-5', 'stranger-1', 'community-1']) expect(typeOf(await accept(as, id, 'd'))).toBe('403 forbidden')
    desk.register.rooms = rooms(7)
    desk.register.persons.set('o7', desk.person('owner-7'))
    expect(typeOf(await accept('owner-7', id, 'd'))).toBe('403 not-on-roll')
    const answers = await Promise.all(['owner-4', 'owner-5', 'owner-6'].map((as) => accept(as, id, 'd')))
    expect(answers.map(typeOf).toSorted()).toEqual(['200', '409 candidate-accepted', '409 candidate-accepted'])
    expect(typeOf(await accept('owner-3', id, 'nobody'))).toBe('404 not-found')
  })

  it('loses an account that is not theirs by the word of the community officer, and may stand with their own', async () => {
    const id = await election()
    const popular = { id: 'w', name: 'Popular Wang', room: { building: '1', unit: '1', room: '103' }, person: desk.person('owner-1') }
    expect(found((await nominate('owner-1', id, popular)).body)).toMatchObject({ ON_ROLL: 'NO', OWNS_ROOM: 'NO' })
    expect((await vet('community-1', id, 'w', { eligible: true, account: false })).body).toMatchObject({ eligible: true, accepted: false })
    expect(await accountOf(id, 'w')).toBeNull()
    expect(typeOf(await accept('owner-1', id, 'w'))).toBe('403 not-on-roll')
    expect((await accept('owner-3', id, 'w')).body).toMatchObject({ accepted: true })
  })

  it('is known by one id and one name', async () => {
    const id = await election([{ id: 'a', text: 'Candidate A' }])
    const twice = await Promise.all([1, 2, 3].map(() => nominate('owner-1', id, { id: 'b', name: 'Candidate B' })))
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(typeOf(await nominate('owner-1', id, { id: 'a', name: 'Somebody else' }))).toBe('409 candidate-exists')
    expect(typeOf(await nominate('owner-1', id, { id: 'c', name: 'Candidate A' }))).toBe('409 candidate-exists')
  })

  it('is nominated twice where the same person is', async () => {
    const id = await election()
    for (const name of ['b', 'c']) await nominate('owner-1', id, { id: name, name, person: desk.person('owner-1') })
    expect((await candidates(id)).map((candidate) => found(candidate)['NOT_NOMINATED_TWICE'])).toEqual(['NO', 'NO'])
  })

  it('is one of ten at most whom one owner nominates', async () => {
    const id = await election()
    for (let n = 0; n < 10; n++) expect((await nominate('owner-1', id, { id: `n${n}`, name: `Name ${n}` })).status).toBe(201)
    expect(typeOf(await nominate('owner-1', id, { id: 'n11', name: 'Name 11' }))).toBe('422 too-many-candidates')
  })

  it('is of an election', async () => {
    const id = await desk.published()
    expect(typeOf(await nominate('owner-1', id, { id: 'b', name: 'B' }))).toBe('422 not-an-election')
    expect(typeOf(await vet('community-1', id, 'b', { eligible: true }))).toBe('422 not-an-election')
  })

  it.each<[string, object, string]>([
    [
      'with two candidates of one id',
      {
        questions: [
          { id: 'a', text: 'A' },
          { id: 'a', text: 'B' },
        ],
      },
      '422 named-twice',
    ],
    ['with a candidate of an impossible id', { questions: [{ id: 'a b', text: 'A' }] }, '400 invalid-request'],
  ])('is in no draft %s', async (_, more, type) => {
    const body = { ruleSet: 'committee-election', scope: { compound: 'ct-90' }, title: 'Committee', ...more }
    expect(typeOf(await desk.call('POST', '/v1/decisions', { as: 'community-1', body }))).toBe(type)
  })

  it('is not published beside another of the same name', async () => {
    const id = await desk.drafted('committee-election', { questions: ['a', 'b'].map((one) => ({ id: one, text: 'The same' })) })
    expect(typeOf(await desk.call('POST', `/v1/decisions/${id}/publish`, { as: 'community-1', body: {} }))).toBe('409 candidate-exists')
    expect(await desk.stateOf(id)).toMatchObject({ stage: 'DRAFT' })
  })

  it('is not vetted without a reason where they may not stand, nor where there is none', async () => {
    const id = await election([{ id: 'a', text: 'Candidate A' }])
    expect((await vet('community-1', id, 'a', { eligible: false })).status).toBe(400)
    expect(typeOf(await vet('community-1', id, randomUUID(), { eligible: true }))).toBe('404 not-found')
    await vet('community-1', id, 'a', { eligible: false, reason: 'Has moved away.' })
    const { items } = await desk.ask<{ items: { fact: string; text?: string }[] }>('community-1', 'GET', `/v1/decisions/${id}/history`)
    expect(items.filter(({ fact }) => fact === 'candidate_vetted')).toMatchObject([
      { details: { candidate: 'a', eligible: true, withPublication: true } },
      { text: 'Has moved away.', details: { candidate: 'a', eligible: false } },
    ])
  })
})
