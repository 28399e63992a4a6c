import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { sql } from '@yiwang/database'
import type { CaseView } from '../src/case-view.ts'
import { allowed } from '../src/domain/admission.ts'
import { STATES } from '../src/domain/case.ts'
import { readingOf } from '../src/domain/policy.ts'
import { fittingBody } from './bodies.ts'
import { clockEvent, type Desk, dispatchDesk } from './desk.ts'
import { actor, areas, directory, staffLogins, unit } from './small-district.ts'

let desk: Desk
const ids: string[] = []

const MINUTE_MS = 60_000
const start = Date.parse('2026-11-24T02:00:00Z')
const minute = (n: number) => timestampFromDate(new Date(start + n * MINUTE_MS))

/** A hundred cases all over the district, in all states that a few commands lead to, with deadlines all over an hour. */
beforeAll(async () => {
  desk = await dispatchDesk()
  const places = [areas.grid, areas.siblingGrid, areas.siblingCommunity, areas.otherGrid, areas.street, areas.district]
  for (let n = 0; n < 100; n++) {
    const id = await desk.received({
      area: places[n % places.length]!,
      type: n % 3 ? 'plain-street' : 'plain-grid',
      reporter: n % 5 ? 'resident-1' : 'grid-worker-3',
    })
    ids.push(id)
    await desk.clocks([
      clockEvent('started', {
        caseId: id,
        kind: 'CASE',
        startedAt: minute(0),
        dueAt: minute(20 + (n % 40)),
        warnAt: minute(10 + (n % 40)),
      }),
      clockEvent('started', {
        caseId: id,
        kind: 'STEP',
        startedAt: minute(0),
        dueAt: minute(10 + ((n * 7) % 50)),
        warnAt: minute(5 + ((n * 7) % 50)),
      }),
    ])
    for (let step = 0; step < n % 7; step++) await oneStep(id, n + step)
  }
}, 60_000)
afterAll(() => desk.drop())

async function oneStep(id: string, step: number): Promise<void> {
  const kase = (await desk.cases.find(id))!
  for (const login of [...staffLogins, 'resident-1']) {
    const may = allowed(kase, actor(login), directory, desk.clock.now()).filter(
      (command) => !['comment', 'void', 'withdraw', 'decline'].includes(command),
    )
    const command = may[step % Math.max(may.length, 1)]
    if (command === undefined) continue
    await desk.give(login, id, command, fittingBody(command, kase, actor(login), desk.clock.now()))
    return
  }
}

const everything = async (login: string, filter = {}, pageSize = 200): Promise<CaseView[]> => {
  const items: CaseView[] = []
  let pageToken: string | undefined
  do {
    const page = await desk.list(login, filter, { pageSize, ...(pageToken !== undefined && { pageToken }) })
    items.push(...page.items)
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
  return items
}
const idsOf = (views: readonly CaseView[]) => views.map(({ id }) => id).sort()

describe('a list', () => {
  it.each([...staffLogins, 'resident-1', 'resident-2'])('shows %s exactly the cases that they may read', async (login) => {
    const cases = await Promise.all(ids.map((id) => desk.cases.find(id)))
    const readable = cases.filter((kase) => readingOf(kase!, actor(login)) !== 'NONE').map((kase) => kase!.id)
    expect(idsOf(await everything(login))).toEqual(readable.sort())
  })

  it('goes on from page to page without a gap or a double, the sooner due first', async () => {
    const whole = await everything('district-1')
    expect(whole).toHaveLength(100)
    for (const pageSize of [1, 7, 33])
      expect((await everything('district-1', {}, pageSize)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
    const rows = await desk.database.rows<{ id: string }>(sql`select id from kase order by due_at, id`)
    expect(whole.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  })

  it.each(['dispatcher-1', 'grid-worker-1', 'community-1', 'post-1'])(
    'of %s goes on from page to page without a gap or a double',
    async (login) => {
      const whole = await everything(login)
      expect(whole.length).toBeGreaterThan(3)
      expect((await everything(login, {}, 2)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id))
    },
  )

  it('narrows by state, type, unit, area, number and holder', async () => {
    const whole = await everything('district-1')
    const matching = (filter: object, matches: (view: CaseView) => boolean) =>
      expect(everything('district-1', filter).then(idsOf)).resolves.toEqual(idsOf(whole.filter(matches)))
    for (const state of STATES) await matching({ state }, (view) => view.state === state)
    await matching({ type: 'plain-grid' }, ({ type }) => type === 'plain-grid')
    await matching({ unit: unit('grid-team') }, ({ holder }) => holder.unit === unit('grid-team'))
    for (const area of [areas.district, areas.street, areas.community, areas.grid, '5001050010'])
      await matching({ area }, (view) => view.area.startsWith(area))
    await matching({ number: whole[5]!.number }, ({ id }) => id === whole[5]!.id)
    await matching(
      { state: 'TRIAGE', area: areas.street, type: 'plain-street' },
      (view) => view.state === 'TRIAGE' && view.area.startsWith(areas.street) && view.type === 'plain-street',
    )
    const mine = whole.filter(({ holder }) => holder.person === actor('post-1').person)
    expect(idsOf(await everything('post-1', { holder: 'me' }))).toEqual(idsOf(mine))
    expect(await everything('resident-1', { holder: 'me' })).toEqual([])
  })

  it.each([0, 12, 25, 40, 59, 90])('shows %i minutes later in each light what is seen in that light then', async (later) => {
    desk.clock.set(new Date(start + later * MINUTE_MS).toISOString())
    const whole = await everything('district-1')
    for (const light of ['GREEN', 'YELLOW', 'RED'] as const) {
      expect(idsOf(await everything('district-1', { light }))).toEqual(idsOf(whole.filter((view) => view.light === light)))
    }
    desk.clock.set(new Date(start).toISOString())
  })

  it('gives its page token to one person and one query only', async () => {
    const { nextPageToken } = await desk.list('district-1', { state: 'TRIAGE' }, { pageSize: 2 })
    const refused = expect.objectContaining({ code: 'invalid-page-token' })
    await expect(desk.list('dispatcher-1', { state: 'TRIAGE' }, { pageToken: nextPageToken! })).rejects.toEqual(refused)
    await expect(desk.list('district-1', { state: 'HANDLING' }, { pageToken: nextPageToken! })).rejects.toEqual(refused)
    await expect(desk.list('district-1', { state: 'TRIAGE' }, { pageToken: `${nextPageToken}x` })).rejects.toEqual(refused)
  })

  it('reads along an index, whatever the scope', async () => {
    await desk.database.transaction(async (tx) => {
      await tx.run(sql`set local enable_seqscan = off`)
      await tx.run(sql`set local enable_sort = off`)
      for (const [index, condition] of [
        ['kase_unit_due_at_id_idx', sql`unit = ${unit('grid-team')}`],
        ['kase_street_due_at_id_idx', sql`street = ${areas.street}`],
        ['kase_community_due_at_id_idx', sql`community = ${areas.community}`],
        ['kase_grid_due_at_id_idx', sql`grid = ${areas.grid}`],
        ['kase_person_due_at_id_idx', sql`person = ${actor('post-1').person}`],
        ['kase_reporter_due_at_id_idx', sql`reporter = ${actor('resident-1').person}`],
        ['kase_state_due_at_id_idx', sql`state = 'TRIAGE'`],
        ['kase_due_at_id_idx', sql`true`],
      ] as const) {
        const plan = await tx.rows(sql`explain select * from kase where ${condition} order by due_at, id limit 50`)
        expect(JSON.stringify(plan)).toContain(`Index Scan using ${index}`)
      }
    })
  })
})
