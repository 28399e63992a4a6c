// Writes demo/district, demo/inbound and demo/feed: node tools/run.mjs tools/demo/generate.ts
// Deterministic: a second run changes nothing. demo/packs and the README files are written by hand.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { districtFiles } from './district.ts'

const demo = fileURLToPath(new URL('../../demo', import.meta.url))

function write(folder: string, files: Map<string, string>): void {
  rmSync(resolve(demo, folder), { recursive: true, force: true })
  for (const [path, content] of files) {
    const file = resolve(demo, folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  console.log(`demo/${folder}: ${files.size} files`)
}

write('district', districtFiles())
