import { parseArgs } from 'node:util'

export interface StartOptions {
  /** Begin with empty data. */
  readonly fresh: boolean
  readonly feed: boolean
  /** Servers that are there already. */
  readonly kafka?: string
  readonly postgres?: string
  readonly issuer?: string
  /** How many times faster than real time the demo clock runs; as it ran before if not said. */
  readonly clockSpeed?: number
}

export const help = `npm start -- [options]

  --fresh              begin with empty data
  --no-feed            do not play the demo feed
  --kafka <brokers>    use this Kafka (host:port, several with commas) instead of starting one
  --postgres <url>     use this PostgreSQL (a superuser's URL) instead of starting one
  --issuer <url>       use this OIDC issuer instead of starting one
  --clock-speed <n>    run the demo clock n times faster than real time (kept for later starts; 1 at first)
  --help               show this

Ctrl-C stops everything in order; the next start goes on with the data. Where everything listens: .yiwang/endpoints.json`

/** Reads the command line; throws with a sentence for a person if it cannot be read. */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      fresh: { type: 'boolean', default: false },
      feed: { type: 'boolean', default: true },
      kafka: { type: 'string' },
      postgres: { type: 'string' },
      issuer: { type: 'string' },
      'clock-speed': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const { fresh, feed, kafka, postgres, issuer } = values
  const speed = values['clock-speed']
  if (speed !== undefined && !(Number(speed) > 0)) throw new Error(`--clock-speed is "${speed}"; it must be a number above 0.`)
  return {
    fresh,
    feed,
    ...(kafka !== undefined && { kafka }),
    ...(postgres !== undefined && { postgres }),
    ...(issuer !== undefined && { issuer: issuer.replace(/\/$/, '') }),
    ...(speed !== undefined && { clockSpeed: Number(speed) }),
  }
}
