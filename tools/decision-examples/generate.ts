// Writes docs/formats/decision-examples: node tools/run.mjs tools/decision-examples/generate.ts
// Keys and boxes are new each time, as sealing is never twice the same; packages/ledger/src/decision/vectors.spec.ts holds for any of them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exampleFiles } from './examples.ts'

const folder = fileURLToPath(new URL('../../docs/formats/decision-examples', import.meta.url))
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`)
const files = await exampleFiles()
for (const [name, content] of files) writeFileSync(`${folder}/${name}`, content)
console.log(`docs/formats/decision-examples: ${files.size} files`)
