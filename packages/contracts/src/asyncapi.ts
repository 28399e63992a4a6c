import { allEvents } from './events.ts'
import { type Comments, type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import { type Topic, topics } from './topics.ts'

/** The headers of every event: CloudEvents 1.0 in Kafka's binary mode, our extensions included. */
const HEADERS: JsonSchema = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'ce_area',
    'ce_partitionkey',
    'ce_sequence',
    'content-type',
  ],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', description: 'The same for every delivery of one event.' },
    ce_type: { type: 'string' },
    ce_source: { type: 'string', description: '/districts/<code>/<service>' },
    ce_subject: { type: 'string', description: 'Id of the aggregate that the fact is about.' },
    ce_time: { type: 'string', format: 'date-time', description: "The fact's instant." },
    ce_area: { type: 'string', description: 'Area code: 6 district, 9 street, 12 community, 15 grid, 17 micro-grid digits.' },
    ce_partitionkey: { type: 'string', description: "The record's key." },
    ce_sequence: { type: 'string', pattern: '^[0-9]{10}$', description: 'Counts the events of one subject on one topic from 1.' },
    ce_traceparent: { type: 'string', description: 'W3C trace context.' },
    'content-type': { type: 'string', const: 'application/json' },
  },
}

const operation = (action: 'send' | 'receive', channel: string) => ({ action, channel: { $ref: `#/channels/${channel}` } })
const camel = (name: string) => name.replace(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase())
const messageName = (type: string) => camel(type.replace(/^yiwang\./, '').replace(/\.v\d+$/, ''))

function channelOf(topic: Topic) {
  const messages = allEvents.filter((event) => event.topic === topic).map((event) => messageName(event.type))
  return {
    address: topic.name,
    description: topic.cleanup === 'keep' ? 'Kept for ever.' : 'Compacted: the last event of each key.',
    messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: { kafka: { topic: topic.name, partitions: topic.partitions, bindingVersion: '0.5.0' } },
  }
}

/** Topics between a legacy system and the platform, in that system's own words: docs/formats/mapping-pack.md. */
const foreignChannel = (address: string, message: string, description: string) => ({
  address,
  description,
  parameters: { system: { description: 'The system, as its mapping pack is called.' } },
  messages: { [message]: { $ref: `#/components/messages/${message}` } },
})

const foreignMessages = {
  legacyEvent: {
    name: 'legacyEvent',
    summary: 'A CloudEvent in binary or structured mode, keyed by their own number.',
    payload: { type: 'object' },
  },
  legacyStatus: {
    name: 'legacyStatus',
    summary: 'Their number, their code of the status, our case number and the instant; keyed by their number.',
    contentType: 'application/json',
    payload: {
      type: 'object',
      properties: { status: { type: 'string' }, caseNumber: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
    },
  },
}

/** The AsyncAPI 3 document of what the platform publishes, from the typed topics and the proto messages. */
export function asyncApiDocument(comments: Comments) {
  const schemas = new Map(allEvents.map(({ schema }) => [schema.typeName, schema]))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Yiwang',
      version: '1.0.0',
      description:
        'Facts of the platform as CloudEvents 1.0 on Kafka, binary mode. The value is the proto3 JSON form of the message. A consumer may see an event twice (the same ce_id and value); first appearances of a subject are in the order of ce_sequence, without gaps.',
    },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(Object.entries(topics).map(([id, topic]) => [id, channelOf(topic)])),
      inbound: foreignChannel('inbound.{system}.v1', 'legacyEvent', 'What a legacy system writes.'),
      outbound: foreignChannel('outbound.{system}.v1', 'legacyStatus', 'What a legacy system reads back.'),
    },
    operations: {
      ...Object.fromEntries([...Object.keys(topics), 'outbound'].map((id) => [`${id}Published`, operation('send', id)])),
      inboundReceived: operation('receive', 'inbound'),
    },
    components: {
      messages: {
        ...foreignMessages,
        ...Object.fromEntries(
          allEvents.map(({ type, schema }) => [
            messageName(type),
            {
              name: type,
              contentType: 'application/json',
              headers: { $ref: '#/components/schemas/Headers' },
              payload: { $ref: `#/components/schemas/${schema.typeName}` },
            },
          ]),
        ),
      },
      schemas: {
        Headers: HEADERS,
        ...Object.fromEntries([...schemas].map(([name, schema]) => [name, jsonSchemaOf(schema, comments)])),
      },
    },
  }
}
