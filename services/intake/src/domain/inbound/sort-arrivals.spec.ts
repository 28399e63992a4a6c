import fc from 'fast-check'
import type { Message } from '../pack/read-event.ts'
import { Refusal } from '../pack/refusal.ts'
import type { AcceptedDraft } from './accept-draft.ts'
import type { Arrival, Reading } from './arrival.ts'
import { type Held, type KnownMatter, type Outcome, SortArrivals } from './sort-arrivals.ts'

const receivedAt = new Date('2026-11-24T01:00:00Z')

/** `create 1`, `update 1`, `close 1`, `update 2 of 1` (refers to 1), `bad`: an event in words. */
const arrival = (words: string): Arrival => ({
  system: 'test',
  source: 's',
  eventId: words,
  receivedAt,
  original: { topic: 't', partition: 0, offset: '0', key: '', headers: {}, value: '' },
  data: words,
})

function read({ data }: Arrival): Reading {
  const [operation, number = '', , earlier] = String(data).split(' ')
  if (operation === 'bad') return { kind: 'refused', refusal: new Refusal('unknown-code', '/op', 'is not in the table') }
  const message = { operation, number, findBy: [earlier ?? number] } as Message
  if (operation !== 'create') return { kind: 'later', message }
  const type = { code: 'lamp', version: 1, fieldsSchemaJson: '' }
  return {
    kind: 'create',
    message,
    accepted: { draft: { ...message, type: 'lamp', fields: {} }, type, place: { area: '500105' } } as AcceptedDraft,
  }
}

const inQuarantine = (words: string): Held => ({
  id: `old ${words}`,
  arrival: arrival(words),
  refusal: new Refusal('waits-for-create', '', ''),
})

/** What happened, in words. */
const said = (outcome: Outcome): string => {
  if (outcome.is === 'named') return ''
  const event = 'held' in outcome ? outcome.held.arrival.data : outcome.arrival.data
  return outcome.is === 'held' || outcome.is === 'still-held'
    ? `${outcome.is} ${event}: ${outcome.held.refusal.reason}`
    : `${outcome.is} ${event}`
}

function sorted(events: string[], { known = [], waiting = {} }: { known?: string[]; waiting?: Record<string, string[]> } = {}): string[] {
  const matter: KnownMatter = { id: 'known', type: 'lamp', typeVersion: 1, area: '500105', receivedAt, number: '1' }
  let ids = 0
  const sorting = new SortArrivals({
    known: new Map(known.map((number) => [number, matter])),
    waiting: new Map(Object.entries(waiting).map(([number, words]) => [number, words.map(inQuarantine)])),
    read,
    newId: () => `new ${++ids}`,
  })
  for (const words of events) sorting.take(arrival(words))
  return sorting.outcomes.map(said).filter(Boolean)
}

describe('sorting what a legacy system writes', () => {
  it.each<[string, string[], string[]]>([
    [
      'a create, its update and its close go through',
      ['create 1', 'update 1', 'close 1'],
      ['received create 1', 'updated update 1', 'closed close 1'],
    ],
    [
      'a second close and an update after the close still reach the matter',
      ['create 1', 'close 1', 'close 1', 'update 1'],
      ['received create 1', 'closed close 1', 'closed close 1', 'updated update 1'],
    ],
    [
      'an update before its create waits, and is replayed when the create comes',
      ['update 1', 'create 1'],
      ['held update 1: waits-for-create', 'received create 1', 'updated update 1', 'replayed update 1'],
    ],
    [
      'what waits is replayed in the order of its arrival',
      ['update 1', 'close 1', 'create 1'],
      [
        'held update 1: waits-for-create',
        'held close 1: waits-for-create',
        'received create 1',
        'updated update 1',
        'replayed update 1',
        'closed close 1',
        'replayed close 1',
      ],
    ],
    ['what waits for another number goes on waiting', ['update 2', 'create 1'], ['held update 2: waits-for-create', 'received create 1']],
    ['an event that cannot be read holds up nobody', ['bad', 'create 1'], ['held bad: unknown-code', 'received create 1']],
    ['a second create with the same number is held', ['create 1', 'create 1'], ['received create 1', 'held create 1: number-in-use']],
    ['a reference leads to the create', ['create 1', 'update 2 of 1'], ['received create 1', 'updated update 2 of 1']],
    [
      'a chain of references leads to the first',
      ['create 1', 'update 2 of 1', 'close 3 of 2'],
      ['received create 1', 'updated update 2 of 1', 'closed close 3 of 2'],
    ],
    [
      'a chain that came backwards is taken up from its create',
      ['close 3 of 2', 'update 2 of 1', 'create 1'],
      [
        'held close 3 of 2: waits-for-create',
        'held update 2 of 1: waits-for-create',
        'received create 1',
        'updated update 2 of 1',
        'replayed update 2 of 1',
        'closed close 3 of 2',
        'replayed close 3 of 2',
      ],
    ],
  ])('%s', (_, events, expected) => {
    expect(sorted(events)).toEqual(expected)
  })

  it('finds a matter of an earlier batch', () => {
    expect(sorted(['close 1'], { known: ['1'] })).toEqual(['closed close 1'])
  })

  it('takes up what earlier batches left waiting', () => {
    expect(sorted(['create 1'], { waiting: { 1: ['update 1', 'close 1'] } })).toEqual([
      'received create 1',
      'updated update 1',
      'replayed update 1',
      'closed close 1',
      'replayed close 1',
    ])
  })

  it('lets what no longer can be read stay held, and says why', () => {
    expect(sorted(['create 1'], { waiting: { 1: ['bad'] } })).toEqual(['received create 1', 'still-held bad: unknown-code'])
  })
})

/** What the database remembers between batches. */
function inBatches(batches: string[][]): Outcome[] {
  const known = new Map<string, KnownMatter>()
  const waiting = new Map<string, Held[]>()
  const all: Outcome[] = []
  let ids = 0
  for (const batch of batches) {
    const sorting = new SortArrivals({ known, waiting, read, newId: () => `new ${++ids}` })
    for (const words of batch) sorting.take(arrival(words))
    for (const outcome of sorting.outcomes) {
      if (outcome.is === 'named') known.set(outcome.number, outcome.matter)
      if (outcome.is === 'held' && outcome.held.refusal.reason === 'waits-for-create') {
        for (const number of outcome.held.message?.findBy ?? []) waiting.set(number, [...(waiting.get(number) ?? []), outcome.held])
      }
      if (outcome.is === 'replayed') {
        for (const [number, held] of waiting)
          waiting.set(
            number,
            held.filter(({ id }) => id !== outcome.held.id),
          )
      }
    }
    all.push(...sorting.outcomes)
  }
  return all
}

describe('whatever the order and the batches', () => {
  const word = fc
    .constantFrom('create', 'update', 'close')
    .chain((operation) => fc.constantFrom('1', '2', '3').map((number) => `${operation} ${number}`))
  const batches = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 8 })

  it('each number with a create is received once, and everything said about it reaches it once', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const events = given.flat()
        const outcomes = inBatches(given)
        for (const number of ['1', '2', '3']) {
          const of = (words: string) => outcomes.filter((o) => 'arrival' in o && o.arrival.data === words)
          const isCreated = events.includes(`create ${number}`)
          expect(of(`create ${number}`)).toHaveLength(isCreated ? 1 : 0)
          for (const operation of ['update', 'close']) {
            const sent = events.filter((words) => words === `${operation} ${number}`)
            expect(of(`${operation} ${number}`)).toHaveLength(isCreated ? sent.length : 0)
          }
        }
      }),
    )
  })

  it('every event ends as a matter, a message about one, or an entry of the quarantine', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const outcomes = inBatches(given)
        const count = (...is: Outcome['is'][]) => outcomes.filter((outcome) => is.includes(outcome.is)).length
        expect(count('received', 'updated', 'closed') + count('held') - count('replayed')).toBe(given.flat().length)
      }),
    )
  })
})
