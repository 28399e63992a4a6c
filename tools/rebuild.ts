import { parseArgs } from 'node:util'
import { openDatabase } from '@yiwang/database'
import { BROKER_ENVIRONMENT, connectBroker } from './broker.ts'
import { isRebuildable, rebuild, rebuildable } from './rebuild/rebuild.ts'
import { readEndpoints } from './start/endpoints.ts'

const USAGE = `Drops what a service copied from the topics of others; once it is started again it reads them from the beginning. Nothing is told twice.

  npm run rebuild -- ${Object.keys(rebuildable).join(' | ')}      stop all processes of the service first

  --database <url>    instead of the database of that name on the server of .yiwang/endpoints.json
  --kafka <brokers>   instead of the broker named there
  --prefix <prefix>   TOPIC_PREFIX of the district

${BROKER_ENVIRONMENT}`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string' },
    kafka: { type: 'string' },
    prefix: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

function databaseOf(service: string): string {
  const url = new URL(readEndpoints().postgres)
  url.pathname = `/${service}`
  return url.href
}

async function main(): Promise<void> {
  const [service] = positionals
  if (options.help || service === undefined || !isRebuildable(service)) throw new Error(USAGE)
  const database = openDatabase({ url: options.database ?? databaseOf(service), applicationName: 'rebuild', max: 2 })
  try {
    const kafka = connectBroker(options.kafka ?? readEndpoints().kafka, 'rebuild')
    await rebuild({ service, database, kafka, topicPrefix: options.prefix })
    console.log(`What ${service} copied is dropped; start it, and it reads ${rebuildable[service].join(' and ')} from the beginning.`)
  } finally {
    await database.close()
  }
}

await main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
