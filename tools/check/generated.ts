import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runCommand, type Step } from './step.ts'

/** What is derived from proto/ or from the names of metrics, and committed. */
const derived = [
  'packages/contracts/src/gen',
  'docs/asyncapi.json',
  'docs/events.md',
  'docs/metrics.md',
  'deploy/helm/yiwang/kafka.json',
  'deploy/helm/rendered',
  'deploy/observability/grafana/dashboards',
]

export const generatedStep: Step = {
  name: 'generated code and documents are current',
  async run() {
    const before = fingerprints()
    const { status, output } = await runCommand('node', ['tools/generate.mjs'])
    if (status !== 0) return { passed: false, output }
    const after = fingerprints()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file))
    if (changed.length === 0) return { passed: true }
    return { passed: false, output: `These were not what \`npm run generate\` makes; they are now, commit them:\n${changed.join('\n')}` }
  },
}

function fingerprints(): Map<string, string> {
  const files = derived.flatMap((path) => {
    if (!existsSync(join(root, path))) return []
    if (path.includes('.')) return [path]
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  })
  return new Map(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    ]),
  )
}
