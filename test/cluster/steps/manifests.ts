import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { outcomeOf, run, tail } from '../command.ts'
import type { Installation } from '../installation.ts'
import { chart } from '../release.ts'

interface Rendered {
  readonly apiVersion: string
  readonly kind: string
}

/** What the server itself says to every values file: unknown fields, wrong types, what admission refuses or warns of. Nothing is made. */
export async function checkManifests({ checks, cluster }: Installation): Promise<void> {
  checks.begin('manifests')
  const known = await cluster.kinds()
  for (const file of globSync(`${chart}/{values,ci,examples}*{,/*}.yaml`).sort()) {
    await checks.check(`a strict server takes ${basename(file)}`, async () => {
      const objects = parseAllDocuments(await run('helm', ['template', 'dry', chart, '-n', cluster.namespace, '-f', file]))
        .map((document) => document.toJS() as Rendered | null)
        .filter((object) => object !== null)
      const here = objects.filter((object) => known.has(kindOf(object)))
      const absent = new Set(objects.filter((object) => !known.has(kindOf(object))).map(({ kind }) => kind))
      await dryRun(cluster.namespace, here)
      return `${here.length} objects${absent.size ? `; kinds that this cluster does not have: ${[...absent].join(', ')}` : ''}`
    })
  }
}

async function dryRun(namespace: string, items: readonly Rendered[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  const args = ['create', '-n', namespace, '--dry-run=server', '--validate=strict', '-f', '-']
  const { status, stderr } = await outcomeOf('kubectl', args, { input: list })
  if (status !== 0 || /warning/i.test(stderr)) throw new Error(tail(stderr))
}

const kindOf = ({ apiVersion, kind }: Rendered): string => `${apiVersion.split('/').slice(0, -1).join('/')}/${kind}`
