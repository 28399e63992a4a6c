import type { DescField, DescMessage } from '@bufbuild/protobuf'
import { allEvents } from './events.ts'
import type { Comments } from './json-schema.ts'
import { topics } from './topics.ts'

const kindOf = (field: DescField): string => {
  const one = field.message
    ? field.message.typeName.endsWith('.Timestamp')
      ? 'instant'
      : field.message.name
    : field.scalar === 9
      ? 'string'
      : 'number'
  return field.fieldKind === 'list' ? `list of ${one}` : field.scalar === 8 ? 'boolean' : one
}

function tableOf(message: DescMessage, comments: Comments): string[] {
  const rows = message.fields.map((field) => {
    const says = (comments.get(`${message.typeName}.${field.name}`) ?? '').replace(/\n/g, ' ').replaceAll('|', '\\|')
    return `| \`${field.jsonName}\`${field.proto.proto3Optional ? '?' : ''} | ${kindOf(field)} | ${says} |`
  })
  return [
    `**${message.name}**. ${comments.get(message.typeName)?.replace(/\n/g, ' ') ?? ''}`,
    '',
    '| Field | | |',
    '|---|---|---|',
    ...rows,
    '',
  ]
}

function messagesUsedBy(message: DescMessage, seen = new Set<DescMessage>()): Set<DescMessage> {
  if (seen.has(message) || message.typeName.startsWith('google.')) return seen
  seen.add(message)
  for (const field of message.fields) if (field.message) messagesUsedBy(field.message, seen)
  return seen
}

/** docs/events.md: every topic with its facts and the fields of their values. */
export function eventsPage(comments: Comments): string {
  const used = new Set<DescMessage>()
  const sections = Object.values(topics).flatMap((topic) => {
    const ofTopic = allEvents.filter((event) => event.topic === topic)
    const message = ofTopic[0]!.schema
    for (const each of messagesUsedBy(message)) used.add(each)
    const keeps = topic.cleanup === 'keep' ? 'kept for ever' : 'compacted'
    return [
      `## ${topic.name}`,
      '',
      `${topic.partitions} partition${topic.partitions > 1 ? 's' : ''}, ${keeps}. Value: ${message.name}. Facts:`,
      '',
      ...ofTopic.map(({ type }) => `- \`${type}\``),
      '',
    ]
  })
  const messages = [...used].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return [
    '# Events',
    '',
    'Generated from `proto/` by `npm run generate`; the same as an AsyncAPI 3 document: [asyncapi.json](asyncapi.json).',
    'CloudEvents 1.0 on Kafka in binary mode: attributes in `ce_*` headers, the value is the proto3 JSON form of the message',
    '(what has its default value is left out; 64-bit integers are strings). `?` marks what may be absent.',
    'No event carries a contact, a resident’s name or free text.',
    '',
    ...sections,
    '# Values',
    '',
    ...messages.flatMap((message) => tableOf(message, comments)),
  ].join('\n')
}
