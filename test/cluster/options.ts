import { networkInterfaces } from 'node:os'
import { parseArgs } from 'node:util'

export const help = `npm run test:cluster -- [options]

  --server-address <ip>  the address at which pods reach this machine (default: its first that is not loopback)
  --only <groups>        only these groups of checks, with commas: manifests, tour, upgrade, failures, policy, scaling, alerts
  --load-seconds <n>     how long the load runs at least around each change (default 15)
  --namespace <name>     install there (default yiwang-test; made, and removed at the end)
  --keep                 leave everything as it is at the end

Environment: KUBECONFIG as kubectl reads it.
  IMAGE_IMPORT   the command by which the nodes get an image archive; its path is added, or stands in for {}
                 (default: kind load image-archive)
  IMAGE_BUILD    a shell command that builds the Dockerfile of the working directory as image $IMAGE with label $LABEL into the docker archive
                 $ARCHIVE (default: docker, podman or buildah, whichever works)
kubectl and helm are taken from PATH.`

export const groups = ['manifests', 'tour', 'upgrade', 'failures', 'policy', 'scaling', 'alerts'] as const
export type Group = (typeof groups)[number]

export interface ClusterOptions {
  readonly serverAddress: string
  readonly only: ReadonlySet<Group>
  readonly loadSeconds: number
  readonly namespace: string
  readonly keep: boolean
  readonly imageImport: string
  readonly imageBuild: string | undefined
}

/** Reads the command line and the environment; throws with a sentence for a person if they cannot be read. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): ClusterOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'server-address': { type: 'string' },
      only: { type: 'string', default: groups.join(',') },
      'load-seconds': { type: 'string', default: '15' },
      namespace: { type: 'string', default: 'yiwang-test' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const only = values.only.split(',')
  const unknown = only.find((name) => !groups.includes(name as Group))
  if (unknown !== undefined) throw new Error(`There is no group "${unknown}"; there are ${groups.join(', ')}.`)
  const loadSeconds = Number(values['load-seconds'])
  if (!(loadSeconds > 0)) throw new Error(`--load-seconds is "${values['load-seconds']}"; it must be a number above 0.`)
  return {
    serverAddress: values['server-address'] ?? firstAddress(),
    only: new Set(only as Group[]),
    loadSeconds,
    namespace: values.namespace,
    keep: values.keep,
    imageImport: env['IMAGE_IMPORT'] ?? 'kind load image-archive',
    imageBuild: env['IMAGE_BUILD'],
  }
}

function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!outside) throw new Error('This machine has no address that pods could reach: give one with --server-address.')
  return outside.address
}
