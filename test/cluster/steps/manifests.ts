import { parseAllDocuments } from 'yaml'
import { installations, rendered } from '../../../tools/chart/renderings.ts'
import { NotHere } from '../checks.ts'
import { outcomeOf, tail } from '../command.ts'
import type { Installation } from '../installation.ts'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
}

/** What the server itself says to every values file: unknown fields, wrong types, what admission refuses or warns of. Nothing is made. */
export async function checkManifests({ checks, cluster }: Installation): Promise<void> {
  checks.begin('manifests')
  const known = await cluster.kinds()
  const unknown = new Set<string>()
  for (const name of Object.keys(installations)) {
    await checks.check(`a strict server takes the values of a ${name}`, async () => {
      const all = parseAllDocuments(await rendered(name))
        .map((document) => document.toJS() as Manifest | null)
        .filter((manifest) => manifest !== null)
      const { here = [], absent = [] } = Object.groupBy(all, (manifest) => (known.has(kindOf(manifest)) ? 'here' : 'absent'))
      await dryRun(cluster.namespace, here)
      for (const { kind } of absent) unknown.add(kind)
      return `${here.length} objects`
    })
  }
  for (const kind of unknown)
    await checks.check(`a strict server takes a ${kind}`, () => Promise.reject(new NotHere('this cluster does not have the kind')))
}

async function dryRun(namespace: string, items: readonly Manifest[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  const args = ['create', '-n', namespace, '--dry-run=server', '--validate=strict', '-f', '-']
  const { status, stderr } = await outcomeOf('kubectl', args, { input: list })
  if (status !== 0 || /warning/i.test(stderr)) throw new Error(tail(stderr))
}

const kindOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion.split('/').slice(0, -1).join('/')}/${kind}`
