import type { MappingPack } from './mapping-pack.ts'
import { readDraft, readMessage } from './read-event.ts'
import { Refusal } from './refusal.ts'

const pack = (parts: Partial<MappingPack> = {}): MappingPack => ({
  format: 1,
  name: { 'zh-CN': '测试', en: 'Test' },
  authority: 'ours',
  operation: { from: 'op', table: 'operations' },
  number: { from: 'no', field: 'no' },
  map: { type: { transform: 'code', from: 'kind', table: 'types' } },
  status: { TRIAGE: '1', HANDLING: '2', VERIFYING: '3', ANSWERING: '4', CLOSED: '5', DECLINED: '6', WITHDRAWN: '7', VOID: '8' },
  ...parts,
  tables: { operations: { new: 'create', more: 'update', end: 'close' }, types: { a: 'type-a', 'a/1': 'type-a1' }, ...parts.tables },
})

const event = { op: 'new', no: 'N-1', kind: 'a' }

/** What a map makes of an event that has these values too. */
const draft = (map: Partial<MappingPack['map']>, values: object) =>
  readDraft(pack({ map: { ...pack().map, ...map } as MappingPack['map'] }), { ...event, ...values })

function refusalOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (error instanceof Refusal) return `${error.reason} ${error.pointer}`
    throw error
  }
  return 'none'
}

describe('the six transforms', () => {
  it.each([
    ['copy takes a value as it is', 'fields.x', { transform: 'copy', from: 'x' }, { x: { deep: [1] } }, { fields: { x: { deep: [1] } } }],
    ['copy makes a code of a number', 'area', { transform: 'copy', from: 'x' }, { x: 500105 }, { areaCode: '500105' }],
    ['copy follows names and indices', 'area', { transform: 'copy', from: 'a[1].b' }, { a: [{}, { b: '500105' }] }, { areaCode: '500105' }],
    [
      'copy picks a part of an item',
      'area',
      { transform: 'copy', from: { path: 'x', item: 2, part: 1 } },
      { x: 'a,b 500105,c' },
      { areaCode: '500105' },
    ],
    ['code joins several values', 'type', { transform: 'code', from: ['kind', 'sub'], table: 'types' }, { sub: 1 }, { type: 'type-a1' }],
    ['number takes a number', 'fields.x', { transform: 'number', from: 'x' }, { x: 1.5 }, { fields: { x: 1.5 } }],
    ['number takes decimal text', 'fields.x', { transform: 'number', from: 'x' }, { x: ' -1.5e2 ' }, { fields: { x: -150 } }],
    [
      'instant takes RFC 3339',
      'observedAt',
      { transform: 'instant', from: 'x' },
      { x: '2026-11-24T09:30:00+08:00' },
      { observedAt: new Date('2026-11-24T01:30:00Z') },
    ],
    [
      'instant reads local text at +08:00',
      'observedAt',
      { transform: 'instant', from: 'x' },
      { x: '2026-11-24 09:30:00' },
      { observedAt: new Date('2026-11-24T01:30:00Z') },
    ],
    [
      'instant reads local text at its zone',
      'observedAt',
      { transform: 'instant', from: 'x', zone: '+00:00' },
      { x: '2026-11-24T09:30:00' },
      { observedAt: new Date('2026-11-24T09:30:00Z') },
    ],
    [
      'instant takes milliseconds',
      'observedAt',
      { transform: 'instant', from: 'x' },
      { x: 1795484800123 },
      { observedAt: new Date(1795484800123) },
    ],
    [
      'instant takes seconds',
      'observedAt',
      { transform: 'instant', from: 'x' },
      { x: '1795484800' },
      { observedAt: new Date(1795484800000) },
    ],
    [
      'gcj02 takes longitude, then latitude',
      'point',
      { transform: 'gcj02', from: ['x', 'y'] },
      { x: '106.5', y: 29.6 },
      { point: { lon: 106.5, lat: 29.6, crs: 'gcj02' } },
    ],
    [
      'text joins what is there, trimmed',
      'text',
      { transform: 'text', from: ['x', 'gone', 'y'] },
      { x: ' 一 ', y: '二' },
      { text: '一\n二' },
    ],
    ['text joins by what the pack says', 'text', { transform: 'text', from: ['x', 'y'], join: ', ' }, { x: 'a', y: 'b' }, { text: 'a, b' }],
  ])('%s', (_, target, rule, values, expected) => {
    expect(draft({ [target]: rule } as Partial<MappingPack['map']>, values)).toMatchObject(expected)
  })

  it.each([
    ['a code that is not in its table', 'type', { transform: 'code', from: 'kind', table: 'types' }, { kind: 'z' }, 'unknown-code /kind'],
    [
      'a code that is a word of every object',
      'type',
      { transform: 'code', from: 'kind', table: 'types' },
      { kind: 'constructor' },
      'unknown-code /kind',
    ],
    ['half a code', 'type', { transform: 'code', from: ['kind', 'sub'], table: 'types' }, {}, 'missing-field /sub'],
    ['a type that is absent', 'type', { transform: 'copy', from: 'gone' }, {}, 'missing-field /gone'],
    ['a required value that is blank', 'text', { transform: 'text', from: 'x', required: true }, { x: '  ' }, 'missing-field /x'],
    ['a number in words', 'fields.x', { transform: 'number', from: 'x' }, { x: 'ten' }, 'bad-value /x'],
    ['a number that is no number', 'fields.x', { transform: 'number', from: 'x' }, { x: true }, 'bad-value /x'],
    ['a day that does not exist', 'observedAt', { transform: 'instant', from: 'x' }, { x: '2026-02-30 10:00:00' }, 'bad-value /x'],
    ['an hour that does not exist', 'observedAt', { transform: 'instant', from: 'x' }, { x: '2026-02-20 25:00:00' }, 'bad-value /x'],
    ['an instant in words', 'observedAt', { transform: 'instant', from: 'x' }, { x: 'yesterday' }, 'bad-value /x'],
    ['an instant of the year 0', 'observedAt', { transform: 'instant', from: 'x' }, { x: '0000-01-01T00:00:00Z' }, 'bad-value /x'],
    ['an instant beyond all calendars', 'observedAt', { transform: 'instant', from: 'x' }, { x: '99999999999999999' }, 'bad-value /x'],
    ['a point without latitude', 'point', { transform: 'gcj02', from: ['x', 'y'] }, { x: 106 }, 'missing-field /y'],
    ['a point in words', 'point', { transform: 'gcj02', from: ['x', 'y'] }, { x: 'here', y: 29 }, 'bad-value /x'],
    ['a text that is an object', 'text', { transform: 'text', from: 'x' }, { x: {} }, 'bad-value /x'],
    ['a text with NUL', 'text', { transform: 'text', from: 'x' }, { x: 'a\0b' }, 'bad-value /x'],
    [
      'a copy that is nested too deeply',
      'fields.a',
      { transform: 'copy', from: 'x' },
      { x: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) },
      'bad-value /x',
    ],
    ['a copy with NUL inside', 'fields.a', { transform: 'copy', from: 'x' }, { x: { y: ['a\0b'] } }, 'bad-value /x'],
    ['a text with half of a surrogate pair', 'text', { transform: 'text', from: 'x' }, { x: 'a\ud800b' }, 'bad-value /x'],
    ['an area that is a list', 'area', { transform: 'copy', from: 'x' }, { x: ['500105'] }, 'bad-value /x'],
  ])('refuses %s', (_, target, rule, values, expected) => {
    expect(refusalOf(() => draft({ [target]: rule } as Partial<MappingPack['map']>, values))).toBe(expected)
  })

  it.each([
    ['null', { x: null }],
    ['blank', { x: ' ' }],
    ['not there', {}],
  ])('leaves out what is %s', (_, values) => {
    expect(draft({ text: { transform: 'text', from: 'x' } }, values)).not.toHaveProperty('text')
  })

  it('gives a point in WGS 84 from two numbers, and refuses half of it', () => {
    const map = {
      lat: { transform: 'number', from: { path: 'circle', item: 1, part: 1 } },
      lon: { transform: 'number', from: { path: 'circle', item: 1, part: 2 } },
    } as const
    expect(draft(map, { circle: '29.6,106.5 0.3' }).point).toEqual({ lon: 106.5, lat: 29.6, crs: 'wgs84' })
    expect(refusalOf(() => draft(map, { circle: '29.6' }))).toBe('missing-field /circle')
  })
})

describe('operation and number', () => {
  it.each([
    ['an operation that is not in its table', { op: 'other', no: '1' }, 'unknown-code /op'],
    ['no operation', { no: '1' }, 'missing-field /op'],
    ['no number', { op: 'new' }, 'missing-field /no'],
    ['a number that is an object', { op: 'new', no: {} }, 'bad-value /no'],
    ['a number of 300 characters', { op: 'new', no: '1'.repeat(300) }, 'bad-value /no'],
  ])('refuses %s', (_, data, expected) => {
    expect(refusalOf(() => readMessage(pack(), data))).toBe(expected)
  })

  it('needs nothing but these two for an update', () => {
    expect(readMessage(pack(), { op: 'more', no: 7 })).toEqual({ operation: 'update', number: '7', findBy: ['7'] })
  })

  describe('with references, as in CAP', () => {
    const cap = pack({ number: { from: 'identifier', field: 'identifier', references: { from: 'references', part: 2 } } })
    it.each([
      ['one earlier message', 'sender,A-1,2026-11-24T09:00:00+08:00', ['A-1']],
      ['several earlier messages', 's,A-1,t s,A-2,t', ['A-1', 'A-2']],
      ['a bare number', 'A-1', ['A-1']],
      ['a list of texts', ['s,A-1,t', 'A-2'], ['A-1', 'A-2']],
      ['nothing: its own number', undefined, ['A-9']],
    ])('an update refers to %s', (_, references, findBy) => {
      expect(readMessage(cap, { op: 'more', identifier: 'A-9', references })).toMatchObject({ number: 'A-9', findBy })
    })

    it('a create refers to nothing', () => {
      expect(readMessage(cap, { op: 'new', identifier: 'A-1', references: 's,A-0,t' }).findBy).toEqual(['A-1'])
    })
  })
})
