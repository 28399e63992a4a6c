// Lets Node run our TypeScript: Node strips types but not decorators, so swc compiles each file as it is loaded.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from '@swc/core'
import { swcFromSource } from './swc-options.mjs'

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
    const filename = fileURLToPath(url)
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swcFromSource, filename })
    return { format: 'module', source: code, shortCircuit: true }
  },
})
