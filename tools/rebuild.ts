import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openDatabase } from '@yiwang/database'
import { connectKafka } from '@yiwang/messaging'
import { isRebuildable, rebuild, rebuildable } from './rebuild/rebuild.ts'

const USAGE = `Drops what a service copied from the topics of others; once it is started again it reads them from the beginning. Nothing is told twice.

  npm run rebuild -- ${Object.keys(rebuildable).join(' | ')}      stop all processes of the service first

  --database <url>    instead of the database of that name on the server of .yiwang/endpoints.json
  --kafka <brokers>   instead of the broker named there
  --topic-prefix <p>  where the topics have one`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string' },
    kafka: { type: 'string' },
    'topic-prefix': { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

function running(): { postgres: string; kafka: string } {
  const file = new URL('../.yiwang/endpoints.json', import.meta.url)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Error('No .yiwang/endpoints.json: name the servers with --database <url> and --kafka <brokers>.')
  }
}

function databaseOf(service: string): string {
  const url = new URL(running().postgres)
  url.pathname = `/${service}`
  return url.href
}

async function main(): Promise<void> {
  const [service] = positionals
  if (options.help || service === undefined || !isRebuildable(service)) throw new Error(USAGE)
  const database = openDatabase({ url: options.database ?? databaseOf(service), applicationName: 'rebuild', max: 2 })
  try {
    const kafka = connectKafka({ brokers: options.kafka ?? running().kafka, clientId: 'rebuild' })
    await rebuild({ service, database, kafka, topicPrefix: options['topic-prefix'] })
    console.log(`What ${service} copied is dropped; start it, and it reads ${rebuildable[service].join(' and ')} from the beginning.`)
  } finally {
    await database.close()
  }
}

await main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
