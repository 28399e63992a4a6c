// Writes docs/asyncapi.json, docs/events.md and what the chart says of Kafka from the contracts; with --check says whether they are current.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { asyncApiDocument, type Comments, eventsPage } from '@yiwang/contracts/documents'
import { kafkaOfChart } from './kafka-of-chart.ts'

const root = resolve(import.meta.dirname, '../..')

interface FileDescriptor {
  package: string
  messageType?: { name: string; field?: { name: string }[] }[]
  sourceCodeInfo?: { location: { path?: number[]; leadingComments?: string }[] }
}

const MESSAGE_TYPE = 4
const FIELD = 2

/** The comments of the proto files; generated code does not carry them. */
function commentsOfProto(): Comments {
  const image = execFileSync(resolve(root, 'node_modules/.bin/buf'), ['build', '-o', '-#format=json'], { cwd: root, maxBuffer: 1 << 26 })
  const comments = new Map<string, string>()
  for (const file of (JSON.parse(image.toString()) as { file: FileDescriptor[] }).file) {
    for (const { path, leadingComments } of file.sourceCodeInfo?.location ?? []) {
      if (!leadingComments || path?.[0] !== MESSAGE_TYPE) continue
      const message = file.messageType?.[path[1]!]
      const field = path[2] === FIELD ? message?.field?.[path[3]!] : undefined
      if (path.length === 2) comments.set(`${file.package}.${message?.name}`, tidy(leadingComments))
      if (path.length === 4 && field) comments.set(`${file.package}.${message?.name}.${field.name}`, tidy(leadingComments))
    }
  }
  return comments
}

const tidy = (comment: string) =>
  comment
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()

const comments = commentsOfProto()
const documents = {
  'docs/asyncapi.json': `${JSON.stringify(asyncApiDocument(comments), null, 1)}\n`,
  'docs/events.md': eventsPage(comments),
  'deploy/helm/yiwang/kafka.json': `${JSON.stringify(kafkaOfChart(), null, 1)}\n`,
}
const check = process.argv.includes('--check')
const read = (path: string) => {
  try {
    return readFileSync(resolve(root, path), 'utf8')
  } catch {
    return undefined
  }
}
const stale = Object.entries(documents).filter(([path, text]) => read(path) !== text)
if (!check) for (const [path, text] of stale) writeFileSync(resolve(root, path), text)
if (check && stale.length > 0) {
  console.error(`Not current: ${stale.map(([path]) => path).join(', ')}. Run npm run generate and commit what it wrote.`)
  process.exitCode = 1
}
