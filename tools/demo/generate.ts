// Writes demo/district, demo/inbound and demo/feed: node tools/run.mjs tools/demo/generate.ts
// Deterministic: a second run changes nothing. demo/packs and the README files are written by hand.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoAreas, districtFiles } from './district.ts'
import { feedFiles } from './feed/files.ts'
import { inboundFiles } from './inbound.ts'

const demo = fileURLToPath(new URL('../../demo', import.meta.url))

/** The files of a folder, in place of those of their kind that an earlier run wrote. */
function write(folder: string, files: Map<string, string>, isOurs: (name: string) => boolean = () => true): void {
  mkdirSync(resolve(demo, folder), { recursive: true })
  for (const name of readdirSync(resolve(demo, folder)).filter(isOurs)) rmSync(resolve(demo, folder, name), { recursive: true })
  for (const [path, content] of files) {
    const file = resolve(demo, folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  console.log(`demo/${folder}: ${files.size} files`)
}

const areas = demoAreas()
write('district', districtFiles(areas))
write('inbound', inboundFiles(areas))
write('feed', feedFiles(areas), (name) => name.endsWith('.jsonl'))
