// Regenerates what is derived from proto/, from the names of metrics and from the chart (committed), and the Prisma clients (not committed).
import { spawnSync } from 'node:child_process'
import { delimiter, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateClients } from './prisma/generate.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = resolve(root, 'node_modules/.bin')
const env = { ...process.env, PATH: bin + delimiter + process.env.PATH }

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

run('buf', ['lint'])
run('buf', ['format', '-w'])
run('buf', ['generate'])
run('node', ['tools/run.mjs', 'tools/contracts/documents.ts'])
run('node', ['tools/run.mjs', 'tools/observability/write.ts'])
run('node', ['tools/run.mjs', 'tools/chart/render.ts'])
generateClients()
