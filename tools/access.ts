import { parseArgs } from 'node:util'
import {
  type Grant,
  grantsOfLegacySystem,
  grantsOfService,
  grantsOfSubscriber,
  type ServiceWithTraffic,
  serviceTraffic,
} from '@yiwang/contracts'
import { BROKER_ENVIRONMENT, connectBroker } from './broker.ts'

const USAGE = `Allows a principal of the broker what it needs, and no more (Kafka ACLs). Who asks must be allowed to alter the cluster.

  npm run access -- service <name>                 one of ${Object.keys(serviceTraffic).join(', ')}
  npm run access -- system <name>                  a legacy system: writes inbound.<name>.v1, reads outbound.<name>.v1
  npm run access -- subscriber <name> --topic <topic> [--topic …]

  --kafka <host:port>      the broker                 --principal <name>  if it is not the name above
  --prefix <prefix>        TOPIC_PREFIX of the district
  --print                  says what would be allowed and asks no broker

${BROKER_ENVIRONMENT}`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kafka: { type: 'string' },
    principal: { type: 'string' },
    prefix: { type: 'string', default: '' },
    topic: { type: 'string', multiple: true, default: [] },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [kind, name] = positionals

function grants(): Grant[] | undefined {
  if (!name) return undefined
  if (kind === 'service' && name in serviceTraffic) return grantsOfService(name as ServiceWithTraffic, options.prefix)
  if (kind === 'system') return grantsOfLegacySystem(name, options.prefix)
  if (kind === 'subscriber' && options.topic.length > 0) return grantsOfSubscriber(name, options.topic, options.prefix)
  return undefined
}

const wanted = grants()
if (options.help || !wanted || !(options.print || options.kafka)) {
  console.error(USAGE)
  process.exit(options.help ? 0 : 2)
}
const principal = options.principal ?? (name as string)
for (const { resource, name: of, pattern, operations } of wanted) {
  console.log(`${principal}  ${operations.join(', ')}  ${resource} ${of}${pattern === 'prefixed' ? '*' : ''}`)
}
if (!options.print) await connectBroker(options.kafka as string, 'access').allow(principal, wanted)
