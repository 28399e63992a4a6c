import { topics } from '@yiwang/contracts'
import { arrive } from './arrival.ts'
import { toText } from './record-text.ts'
import { foreign, own } from './subscription.ts'

const nothing = async () => {}
const ours = own(topics.dispatchCase, nothing)
const theirs = foreign('inbound.city-management.v1', nothing)

type Given = { key?: Buffer | null; value?: Buffer | string | null; headers?: Record<string, string | Buffer> }
const record = ({ key = Buffer.from('k'), value = '{}', headers = {} }: Given) =>
  toText({
    topic: 'x',
    partition: 2,
    offset: '7',
    key,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    timestamp: new Date(0),
  })
const headers = {
  ce_id: 'e1',
  ce_source: '/districts/500105/dispatch',
  ce_type: 'yiwang.dispatch.case.handed_over.v1',
  ce_subject: 'c1',
  ce_sequence: '0000000003',
  ce_time: '2026-11-24T01:00:00.000Z',
  ce_area: '500105001',
}

describe('an event of ours', () => {
  it('has its attributes, its fact and its message', () => {
    const { event, fault, subject, sequence, key } = arrive(ours, record({ headers, value: '{"caseId":"c1","seq":3,"unheardOf":{"a":1}}' }))
    expect(fault).toBeUndefined()
    expect({ subject, sequence, key }).toEqual({ subject: 'c1', sequence: 3, key: 'k' })
    expect(event).toMatchObject({
      id: 'e1',
      fact: 'handed_over',
      area: '500105001',
      sequence: 3,
      topic: 'dispatch.case.v1',
      value: { caseId: 'c1', seq: 3 },
    })
    expect(event.time.toISOString()).toBe('2026-11-24T01:00:00.000Z')
  })

  it.each([
    ['no headers', { headers: {} }, /ce_type/],
    ['no sequence', { headers: { ...headers, ce_sequence: '' } }, /ce_sequence/],
    ['a sequence that is no number', { headers: { ...headers, ce_sequence: '-1' } }, /ce_sequence/],
    ['a sequence of 0', { headers: { ...headers, ce_sequence: '0' } }, /ce_sequence/],
    ['no subject', { headers: { ...headers, ce_subject: '' } }, /ce_subject/],
    ['a time that is none', { headers: { ...headers, ce_time: 'yesterday' } }, /ce_time/],
    ['a value that is not JSON', { headers, value: 'hello' }, /not JSON/],
    ['no value', { headers, value: null }, /not JSON/],
    ['a field of the wrong type', { headers, value: '{"seq":"many"}' }, /LedgerEntry/],
    ['a value that is a list', { headers, value: '[1]' }, /LedgerEntry/],
  ])('with %s is a dead letter, not a crash', (_, given, fault) => {
    expect(arrive(ours, record(given)).fault).toMatch(fault)
  })

  it.each([
    ['a field', '{"seq":"王小明 13800000000"}'],
    ['the whole value', '"王小明 13800000000"'],
  ])('that cannot be decoded for %s does not quote it: the reason is published', (_, value) => {
    const { fault } = arrive(ours, record({ headers, value }))
    expect(fault).toMatch(/cannot decode/)
    expect(fault).not.toMatch(/王小明/)
  })

  it('without a key parks nothing but itself', () => expect(arrive(ours, record({ key: null, headers: {} })).key).toBe('2/7'))
})

describe('an event of somebody else', () => {
  it.each([
    [
      'binary mode',
      { headers: { ce_id: 'r9', ce_source: '/cg', ce_type: 't', 'content-type': 'application/json' }, value: '{"taskNum":"1"}' },
    ],
    ['binary mode with other capitals', { headers: { CE_ID: 'r9', Ce_Source: '/cg', ce_type: 't' }, value: '{"taskNum":"1"}' }],
    [
      'structured mode',
      {
        headers: { 'Content-Type': 'application/cloudevents+json; charset=UTF-8' },
        value: '{"specversion":"1.0","id":"r9","source":"/cg","type":"t","data":{"taskNum":"1"}}',
      },
    ],
    [
      'structured mode with bytes',
      {
        headers: { 'content-type': 'application/cloudevents+json' },
        value: `{"id":"r9","source":"/cg","type":"t","data_base64":"${Buffer.from('{"taskNum":"1"}').toString('base64')}"}`,
      },
    ],
  ])('in %s', (_, given) => {
    const { event } = arrive(theirs, record(given))
    expect(event).toMatchObject({ id: 'r9', source: '/cg', type: 't', value: { taskNum: '1' }, raw: given.value, sequence: 0 })
  })

  it.each([
    ['text that is no JSON', 'taskNum=1', 'taskNum=1'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x41]), 'data:application/octet-stream;base64,//5B'],
    ['text that no text column takes', Buffer.from('a\0b'), 'data:application/octet-stream;base64,YQBi'],
    ['nothing', null, ''],
  ])('that is %s is handed over as it came', (_, value, raw) => {
    const { event, fault } = arrive(theirs, record({ value }))
    expect(fault).toBeUndefined()
    expect(event).toMatchObject({ value: undefined, raw, id: 'inbound.city-management.v1/2/7', source: '' })
  })

  it('in structured mode whose envelope is broken keeps its text', () => {
    const { event } = arrive(theirs, record({ headers: { 'content-type': 'application/cloudevents+json' }, value: '{"id":' }))
    expect(event).toMatchObject({ value: undefined, raw: '{"id":', id: 'inbound.city-management.v1/2/7' })
  })

  it('with a NUL in its id has no readable id', () => {
    const value = '{"id":"a\\u0000b","source":"/cg\\u0000","type":"t","data":{}}'
    const { event } = arrive(theirs, record({ headers: { 'content-type': 'application/cloudevents+json' }, value }))
    expect(event).toMatchObject({ id: 'inbound.city-management.v1/2/7', source: '', type: 't' })
  })

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe])],
    ['a NUL', Buffer.from('a\0b')],
    ['nothing but blanks', '  '],
    ['nothing', ''],
  ])('whose header ce_id holds %s has no readable id', (_, ce_id) => {
    const { event } = arrive(theirs, record({ headers: { ce_id, ce_source: '/cg' } }))
    expect(event).toMatchObject({ id: 'inbound.city-management.v1/2/7', source: '/cg' })
  })

  it('with an id that no index takes is told apart by its hash', () => {
    const long = (letter: string) => arrive(theirs, record({ headers: { ce_id: letter.repeat(5_000) } })).event.id
    expect(long('a')).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(long('a')).not.toBe(long('b'))
  })
})
