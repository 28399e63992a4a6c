import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'
import { fromJson, toJson } from '@bufbuild/protobuf'
import { allEvents, events, eventTypeOf } from './events.ts'
import { LedgerEntrySchema } from './gen/yiwang/dispatch/v1/events_pb.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { deadLetterTopic, inboundTopic, outboundTopic, topics } from './topics.ts'

describe('event types', () => {
  it('are named yiwang.<topic>.<fact>.v1 and found by that name', () => {
    expect(events.dispatchCase.handed_over.type).toBe('yiwang.dispatch.case.handed_over.v1')
    for (const event of allEvents) expect(eventTypeOf(event.type)).toBe(event)
    expect(eventTypeOf('yiwang.dispatch.case.lost.v1')).toBeUndefined()
  })

  it('have names of their own, each on a topic that exists', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length)
    for (const { topic } of allEvents) expect(Object.values(topics)).toContain(topic)
  })

  it('bind legacy systems to topics by name', () => {
    expect([inboundTopic('city-management'), outboundTopic('city-management'), deadLetterTopic('sla.clock.v1')]).toEqual([
      'inbound.city-management.v1',
      'outbound.city-management.v1',
      'sla.clock.v1.dead',
    ])
  })
})

describe('the value of an event', () => {
  it('keeps a false answer and an instant to the millisecond in its JSON form', () => {
    const json = { caseId: 'x', seq: 3, at: '2026-11-24T01:00:00.120Z', details: { solved: false, rating: 1 } }
    expect(toJson(LedgerEntrySchema, fromJson(LedgerEntrySchema, json))).toEqual(json)
  })

  it('has a JSON Schema in which 64-bit integers are strings and instants are date-times', () => {
    const schema = jsonSchemaOf(events.dispatchProgress.advanced.schema) as {
      properties: Record<string, { type: string; format?: string }>
    }
    expect(schema.properties).toMatchObject({ partition: { type: 'integer' }, offset: { type: 'string' }, at: { format: 'date-time' } })
  })
})

describe('the AsyncAPI document', () => {
  const text = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8')

  it('is valid AsyncAPI 3', async () => {
    const { document, diagnostics } = await new Parser().parse(text)
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([])
    expect(document?.version()).toBe('3.0.0')
  })

  it('has every event on its topic', () => {
    const { channels } = JSON.parse(text) as { channels: Record<string, { address: string; messages: object }> }
    const published = Object.values(channels).flatMap(({ messages }) => Object.keys(messages))
    expect(published).toHaveLength(allEvents.length + ['legacyEvent', 'legacyStatus'].length)
  })
})
