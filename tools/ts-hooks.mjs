// Lets Node run our TypeScript: Node strips types but not decorators, so swc compiles each file as it is loaded. What was
// compiled is kept by the hash of its content: a process that finds everything there never loads the compiler.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { swcFromSource } from './swc-options.mjs'

const require = createRequire(import.meta.url)
const kept = fileURLToPath(new URL('../.cache/swc', import.meta.url))
const options = JSON.stringify([swcFromSource, require('@swc/core/package.json').version])

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
    const filename = fileURLToPath(url)
    return { format: 'module', source: compiled(filename, readFileSync(filename, 'utf8')), shortCircuit: true }
  },
})

function compiled(filename, source) {
  const hash = createHash('sha256').update(options).update(filename).update('\0').update(source).digest('hex')
  const file = join(kept, `${hash}.js`)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...swcFromSource, filename })
    keep(file, code)
    return code
  }
}

/** By rename, so that another process never reads a part. */
function keep(file, code) {
  mkdirSync(kept, { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, code)
  renameSync(draft, file)
}
