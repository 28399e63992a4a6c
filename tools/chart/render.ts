// Writes deploy/helm/rendered/: what the chart makes of each file of values, for reading and for seeing what a change of the chart changes.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { helm } from './helm.mjs'
import { installations, rendered, renderedFile } from './renderings.ts'

if (helm()) {
  for (const installation of Object.keys(installations)) {
    const file = renderedFile(installation)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, await rendered(installation))
  }
} else {
  console.error('helm is not on the PATH: deploy/helm/rendered stays as it is')
}
