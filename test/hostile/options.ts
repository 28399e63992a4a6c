import { parseArgs } from 'node:util'
import { type ServiceName, services } from '../../tools/services.ts'

/** The steps by name, in the order in which they run. */
export const steps = ['schemathesis', 'tokens', 'http', 'grpc', 'bus', 'webhooks', 'scan', 'audit'] as const
export type StepName = (typeof steps)[number]

export interface Options {
  /** 1 is the whole run; 0.01 a hundredth of its inputs. */
  readonly scale: number
  /** The same seed makes the same inputs. */
  readonly seed: number
  readonly only: ReadonlySet<StepName>
  /** Whose documents schemathesis reads. */
  readonly services: ReadonlySet<ServiceName>
  /** A page into which the report is written. */
  readonly markdown?: string
}

export const help = `npm run test:hostile -- [options]

  --scale <n>     a part of the inputs: 1 (as it is without it) is a million
  --seed <n>      the same seed makes the same inputs; printed at the start
  --only <names>  some of the steps, separated by commas: ${steps.join(', ')}
  --services <names>  schemathesis against some of the services alone
  --markdown <f>  writes the report into this page, between its marks
  --help          show this`

/** Throws with a sentence for a person if the command line cannot be read. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Math.floor(performance.timeOrigin) % 1_000_000_000) },
      only: { type: 'string', default: steps.join(',') },
      services: { type: 'string', default: services.join(',') },
      markdown: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const scale = Number(values.scale)
  if (!(scale > 0 && scale <= 1)) throw new Error(`--scale is "${values.scale}"; it must be above 0 and at most 1.`)
  const only = values.only.split(',') as StepName[]
  const unknown = only.filter((name) => !steps.includes(name))
  if (unknown.length > 0) throw new Error(`--only names ${unknown.join(', ')}; there are ${steps.join(', ')}.`)
  const of = values.services.split(',') as ServiceName[]
  const none = of.filter((name) => !services.includes(name))
  if (none.length > 0) throw new Error(`--services names ${none.join(', ')}; there are ${services.join(', ')}.`)
  const { markdown } = values
  return { scale, seed: Number(values.seed), only: new Set(only), services: new Set(of), ...(markdown !== undefined && { markdown }) }
}
