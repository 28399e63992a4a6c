import { type Desk, rooms, votingDesk } from './desk.fixture.ts'

/**
 * Who may do what before the vote: a column a person, a row a request. committee-1 owns a room and is elected; tenant-1 rents; trustee-1 has a share
 * of the key; dispatcher-1 oversees the street, community-9 is the officer of another community.
 */
const NOTICE = `
                   community-1 community-9 dispatcher-1 committee-1 owner-1 tenant-1 trustee-1 stranger-1 nobody
opinion            403         403         403          201         201     201      403       403        401
support            403         403         403          200         200     200      403       403        401
answer             200         403         403          200         403     403      403       403        401
group              201         403         403          201         403     403      403       403        401
add-to-group       200         403         403          200         403     403      403       403        401
answer-group       200         403         403          200         403     403      403       403        401
plan               201         403         403          201         403     403      403       403        401
nominate           201         403         403          201         201     403      403       403        401
accept             403         403         403          200         200     403      403       403        401
vet                200         403         403          403         403     403      403       403        401
object             403         403         403          201         201     201      403       403        401
read-objections    200         403         200          200         200     200      200       403        401
decide-objection   200         403         403          403         403     403      403       403        401
refresh            200         403         403          200         403     403      403       403        401
read-unsettled     200         403         403          200         403     403      403       403        401
revise             200         403         403          200         403     403      403       403        401
`
/** A draft is seen by who prepares it; of what may be done later they are told so. */
const DRAFT = `
                   community-1 community-9 dispatcher-1 committee-1 owner-1 tenant-1 trustee-1 stranger-1 nobody
opinion            403         404         404          409         404     404      404       404        401
group              409         404         404          409         404     404      404       404        401
plan               201         404         404          201         404     404      404       404        401
nominate           201         404         404          201         404     404      404       404        401
accept             403         404         404          409         404     404      404       404        401
vet                409         404         404          403         404     404      404       404        401
object             403         404         404          409         404     404      404       404        401
refresh            409         404         404          409         404     404      404       404        401
revise             409         404         404          409         404     404      404       404        401
`

interface Subjects {
  readonly id: string
  readonly opinion: string
  readonly group: string
  readonly candidate: () => Promise<string>
  readonly objection: () => Promise<string>
}

let nth = 0
const text = 'Words'
const answer = { outcome: 'ADOPTED', text }
/** Method, path and body; what can be done once is of a fresh one. */
const REQUESTS: Record<string, (on: Subjects) => Promise<[string, string, object?]> | [string, string, object?]> = {
  opinion: ({ id }) => ['POST', `decisions/${id}/opinions`, { text }],
  support: ({ opinion }) => ['POST', `opinions/${opinion}/support`],
  answer: ({ opinion }) => ['POST', `opinions/${opinion}/answer`, answer],
  group: ({ id, opinion }) => ['POST', `decisions/${id}/opinion-groups`, { title: text, opinions: [opinion] }],
  'add-to-group': ({ group, opinion }) => ['POST', `opinion-groups/${group}/opinions`, { opinions: [opinion] }],
  'answer-group': ({ group }) => ['POST', `opinion-groups/${group}/answer`, answer],
  plan: ({ id }) => ['POST', `decisions/${id}/plans`, { text }],
  nominate: ({ id }) => ['POST', `decisions/${id}/candidates`, { id: `n${++nth}`, name: `Name ${nth}` }],
  accept: async ({ id, candidate }) => ['POST', `decisions/${id}/candidates/${await candidate()}/accept`],
  vet: ({ id }) => ['POST', `decisions/${id}/candidates/a/vet`, { eligible: true }],
  object: ({ id }) => ['POST', `decisions/${id}/roll/objections`, { text }],
  'read-objections': ({ id }) => ['GET', `decisions/${id}/roll/objections`],
  'decide-objection': async ({ objection }) => ['POST', `roll-objections/${await objection()}/answer`, { outcome: 'REJECTED', text }],
  refresh: ({ id }) => ['POST', `decisions/${id}/roll/refresh`],
  'read-unsettled': ({ id }) => ['GET', `decisions/${id}/roll/unsettled`],
  revise: ({ id }) => ['POST', `decisions/${id}/revise`, { text }],
}

function cellsOf(table: string): [request: string, person: string, status: number][] {
  const [persons, ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return lines.flatMap(([request, ...statuses]) =>
    statuses.map((status, n): [string, string, number] => [request!, persons![n]!, Number(status)]),
  )
}

describe('before the vote', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await votingDesk()
    desk.settle([...rooms(4), { room: '105', owners: ['c'], households: ['t'] }])
    desk.register.persons.set('c', desk.person('committee-1')).set('t', desk.person('tenant-1'))
    await desk.voting.database.run({
      text: `insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate, term_from, term_to)
             values (gen_random_uuid(), 'ct-90', gen_random_uuid(), gen_random_uuid(), 'c', 'Synthetic', $1, 1, false, '2026-01-01Z', '2030-01-01Z')`,
      values: [desk.person('committee-1')],
    })
  }, 60_000)
  afterAll(() => desk.stop())

  const election = { questions: [{ id: 'a', text: 'Candidate A' }] }
  async function subjects(): Promise<Subjects> {
    // Nobody is at the end of what they may say in a day.
    desk.clock.advance(25 * 3_600_000)
    const id = await desk.published('committee-election', election)
    const { id: opinion } = await desk.ask<{ id: string }>('owner-2', 'POST', `/v1/decisions/${id}/opinions`, { text })
    const groups = `/v1/decisions/${id}/opinion-groups`
    const { id: group } = await desk.ask<{ id: string }>('community-1', 'POST', groups, { title: text, opinions: [opinion] })
    const objections = `/v1/decisions/${id}/roll/objections`
    const objection = async () => (await desk.ask<{ id: string }>('owner-3', 'POST', objections, { text })).id
    const candidate = async () => {
      const { id: nominated } = await desk.ask<{ id: string }>('community-1', 'POST', `/v1/decisions/${id}/candidates`, {
        id: `n${++nth}`,
        name: `Name ${nth}`,
      })
      return nominated
    }
    return { id, opinion, group, candidate, objection }
  }
  const asked = async (request: string, person: string, on: Subjects) => {
    const [method, path, body] = await REQUESTS[request]!(on)
    return (await desk.call(method, `/v1/${path}`, { ...(person !== 'nobody' && { as: person }), ...(body && { body }) })).status
  }

  it.each(Object.keys(REQUESTS))('of a notice: %s', async (request) => {
    const cells = cellsOf(NOTICE).filter(([row]) => row === request)
    expect(cells).not.toEqual([])
    let on = await subjects()
    for (const [, person, status] of cells) {
      // A revision ends the notice.
      if (request === 'revise') on = await subjects()
      expect({ person, status: await asked(request, person, on) }).toEqual({ person, status })
    }
  })

  it.each([...new Set(cellsOf(DRAFT).map(([request]) => request))])('of a draft: %s', async (request) => {
    const on = { ...(await subjects()), id: await desk.drafted('committee-election', election) }
    for (const [, person, status] of cellsOf(DRAFT).filter(([row]) => row === request))
      expect({ person, status: await asked(request, person, on) }).toEqual({ person, status })
  })
})
