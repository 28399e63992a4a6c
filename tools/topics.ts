// npm run topics: saves what is on the topics of a district, and puts it back to where restored databases stand.
import { parseArgs } from 'node:util'
import { openDatabase } from '@yiwang/database'
import { BROKER_ENVIRONMENT, connectBroker } from './broker.ts'
import { services } from './services.ts'
import { readEndpoints } from './start/endpoints.ts'
import { restoreTopics } from './topics/restore-topics.ts'
import { saveTopics } from './topics/save-topics.ts'
import { type Databases, topicsOfDistrict } from './topics/topics-of-district.ts'

const USAGE = `What is on the bus, as a backup: docs/operations.md says when and in which order.

  npm run topics -- save <folder>      a file a topic, with everything on it up to now; services may run
  npm run topics -- restore <folder>   removes the topics and makes them anew, as far as the databases know of what was saved; services are stopped

  --postgres <url>     the server with the databases, named as the services   else what runs here (npm start)
  --database <service>=<url>, once for each that is elsewhere, or has an owner of its own
  --kafka <host:port>  the broker                                             else likewise
  --prefix <prefix>    TOPIC_PREFIX of the district

${BROKER_ENVIRONMENT}`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    postgres: { type: 'string' },
    database: { type: 'string', multiple: true, default: [] },
    kafka: { type: 'string' },
    prefix: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
})
const [command, folder] = positionals

async function main(): Promise<number> {
  if (options.help || !folder || (command !== 'save' && command !== 'restore')) {
    console.error(USAGE)
    return options.help ? 0 : 2
  }
  const { postgres, brokers } = servers()
  const kafka = connectBroker(brokers, 'topics')
  const databases = Object.fromEntries(services.map((name) => [name, open(postgres, name)])) as unknown as Databases
  try {
    const topics = await topicsOfDistrict(databases)
    const { prefix } = options
    if (command === 'save') {
      const saved = await saveTopics({ kafka, prefix, folder, topics: topics.map(({ name }) => name) })
      for (const [topic, records] of saved) console.log(`${topic}  ${records} records`)
    } else {
      const restored = await restoreTopics({ kafka, prefix, folder, databases, topics })
      for (const { topic, written, leftOut, missing } of restored) {
        console.log(`${topic}  ${written} records, ${leftOut} of later left out`)
        if (missing > 0)
          console.log(
            `${topic}  ${missing} entries are missing: what replaced them never happened. Import the folder of the district again.`,
          )
      }
    }
    return 0
  } finally {
    await Promise.all(Object.values(databases).map((database) => database.close()))
  }
}

/** Those that are named, else those of this machine. */
function servers(): { postgres: string; brokers: string } {
  if (options.postgres && options.kafka) return { postgres: options.postgres, brokers: options.kafka }
  const { postgres, kafka } = readEndpoints()
  return { postgres: options.postgres ?? postgres, brokers: options.kafka ?? kafka }
}

function open(server: string, name: string) {
  const given = options.database.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
  const url = new URL(given ?? server)
  if (!given) url.pathname = `/${name}`
  return openDatabase({ url: url.href, applicationName: 'topics', max: 2 })
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message)
  return 1
})
