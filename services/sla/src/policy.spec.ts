import type { Actor } from '@yiwang/service-kit'
import type { Entry } from './domain/entry.ts'
import { entry, foldAll, registered } from './domain/fold.fixture.ts'
import { mayRead } from './policy.ts'

const GRID = { level: 'GRID', unit: 'grid-team' }
const COMMUNITY = { level: 'COMMUNITY', unit: 'community' }
const OFFICE = { level: 'STREET', unit: 'office' }
const CENTRE = { level: 'STREET', unit: 'centre' }

const staff = (person: string, role: string, unit: string, level: string, area: string): Actor => ({
  person,
  kind: 'STAFF',
  login: person,
  holdings: [{ post: `post-of-${person}`, role, unit, level, area }],
})
const worker = staff('worker', 'GRID_WORKER', 'another-grid', 'GRID', '500105001001002')
const community = staff('community-1', 'COMMUNITY_OFFICER', 'community', 'COMMUNITY', '500105001001')
const neighbour = staff('community-2', 'COMMUNITY_OFFICER', 'other-community', 'COMMUNITY', '500105001002')
const handler = staff('post-1', 'POST_HOLDER', 'office', 'STREET', '500105001')

const by = (actor: Actor) => ({ actor: { kind: actor.kind, id: actor.person } })
const reads = (actor: Actor, entries: readonly Entry[]) => mayRead(actor, foldAll(entries).case, undefined)
const inGrid = registered(0, 'HANDLING', { holder: GRID })

/** The same people as read the case in dispatch. */
describe('the clocks of a case are read', () => {
  it('by who moved it without having taken it, after it went on', () => {
    const up = entry('reported_up', 10, 'HANDLING', { holder: COMMUNITY, ...by(worker) })
    const back = entry('fed_back', 20, 'VERIFYING', { holder: CENTRE, ...by(handler) })
    expect(reads(worker, [inGrid, up])).toBe('ALL')
    expect(reads(handler, [inGrid, up, back])).toBe('ALL')
  })

  it('not by who only remarked on it, nor as staff by the one who reported it', () => {
    const reporter = { reporter: { kind: 'STAFF', id: worker.person } }
    const answered = entry('reopened', 30, 'TRIAGE', { holder: CENTRE, ...by(worker) })
    expect(reads(handler, [inGrid, entry('commented', 10, 'HANDLING', { holder: GRID, ...by(handler) })])).toBeUndefined()
    expect(reads(worker, [registered(0, 'TRIAGE', reporter), entry('verified', 10, 'CLOSED'), answered])).toBe('OWN')
  })

  it('not by who holds no post any more', () => {
    const accepted = entry('accepted', 10, 'HANDLING', { holder: { ...OFFICE, post: 'p', person: handler.person }, ...by(handler) })
    const on = entry('dispatched', 20, 'HANDLING', { holder: GRID })
    expect(reads(handler, [inGrid, accepted, on])).toBe('ALL')
    expect(reads({ ...handler, holdings: [] }, [inGrid, accepted, on])).toBeUndefined()
  })

  it('by the community while it may verify what its grid solved, and no longer', () => {
    const solved = entry('solved', 10, 'VERIFYING', { holder: GRID })
    const taken = entry('accepted', 20, 'VERIFYING', { holder: { ...GRID, post: 'p', person: 'leader' } })
    const rework = entry('rework_ordered', 30, 'HANDLING', { holder: GRID })
    expect(reads(community, [inGrid])).toBeUndefined()
    expect(reads(community, [inGrid, solved])).toBe('ALL')
    expect(reads(community, [inGrid, solved, taken])).toBe('ALL')
    expect(reads(neighbour, [inGrid, solved])).toBeUndefined()
    expect(reads(community, [inGrid, solved, taken, rework])).toBeUndefined()
    expect(reads(community, [inGrid, entry('fed_back', 10, 'VERIFYING', { holder: GRID })])).toBeUndefined()
  })
})
