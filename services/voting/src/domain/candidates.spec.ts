import { type Check, findingsOf, type Known, type Nominee } from './candidates.ts'

const [mine, theirs, unsold] = [
  { head: 'a', members: ['o1'] },
  { head: 'b', members: ['o2'] },
  { head: 'c', members: ['DEVELOPER'] },
]
const room = { building: '1', unit: '1', room: '101' }
const nothing: Known = { rollWritten: true, ofRoom: [], ofPerson: [], others: [], trustees: ['t'] }

describe('what the register says to a candidate', () => {
  it.each<[string, Check, Partial<Nominee>, Partial<Known>, string]>([
    ['who is on the roll with a room', 'ON_ROLL', { room }, { ofRoom: [mine] }, 'YES'],
    ['whose room is not on the roll', 'ON_ROLL', { room }, {}, 'NO'],
    ['who votes for a head', 'ON_ROLL', { person: 'p' }, { ofPerson: [mine] }, 'YES'],
    ['who votes for none', 'ON_ROLL', { person: 'p' }, {}, 'NO'],
    ['who names another’s room', 'ON_ROLL', { person: 'p', room }, { ofPerson: [mine], ofRoom: [theirs] }, 'NO'],
    ['who names a room of theirs', 'ON_ROLL', { person: 'p', room }, { ofPerson: [mine, theirs], ofRoom: [theirs] }, 'YES'],
    ['who owns the room that is named', 'OWNS_ROOM', { person: 'p', room }, { ofPerson: [mine, theirs], ofRoom: [theirs] }, 'YES'],
    ['whose name is of another’s room', 'OWNS_ROOM', { person: 'p', room }, { ofPerson: [mine], ofRoom: [theirs] }, 'NO'],
    ['who stands with no account', 'OWNS_ROOM', { room }, { ofRoom: [theirs] }, 'UNKNOWN'],
    ['of whom no room is named', 'OWNS_ROOM', { person: 'p' }, { ofPerson: [mine] }, 'UNKNOWN'],
    ['of whom nothing is named', 'ON_ROLL', {}, { ofRoom: [mine] }, 'UNKNOWN'],
    ['while there is no roll', 'ON_ROLL', { person: 'p' }, { rollWritten: false, ofPerson: [mine] }, 'UNKNOWN'],
    ['of the developer', 'NOT_DEVELOPER', { room }, { ofRoom: [unsold] }, 'NO'],
    ['who is not the developer', 'NOT_DEVELOPER', { room }, { ofRoom: [mine] }, 'YES'],
    ['of whom nobody knows whether', 'NOT_DEVELOPER', { room }, {}, 'UNKNOWN'],
    [
      'who is nominated once',
      'NOT_NOMINATED_TWICE',
      { person: 'p' },
      {
        others: [
          { id: 'x', person: 'p' },
          { id: 'y', person: 'q' },
        ],
      },
      'YES',
    ],
    ['who is nominated under two ids', 'NOT_NOMINATED_TWICE', { person: 'p' }, { others: [{ id: 'y', person: 'p' }] }, 'NO'],
    ['whose room another names', 'NOT_NOMINATED_TWICE', { room }, { others: [{ id: 'y', person: 'q', room }] }, 'UNKNOWN'],
    ['whose co-owner stands too', 'NOT_NOMINATED_TWICE', { person: 'p', room }, { others: [{ id: 'y', person: 'q', room }] }, 'YES'],
    ['who has a share of the key', 'NOT_TRUSTEE', { person: 't' }, {}, 'NO'],
    ['who has none', 'NOT_TRUSTEE', { person: 'p' }, {}, 'YES'],
    ['whose person is not named', 'NOT_TRUSTEE', { room }, {}, 'UNKNOWN'],
  ])('%s: %s', (_, check, nominee, known, result) => {
    const found = findingsOf({ id: 'x', ...nominee }, { ...nothing, ...known })
    expect(found.find((finding) => finding.check === check)!.result).toBe(result)
  })
})
