// Compiles what changed of every workspace's src to its dist: what images, benches and the long suites run. `npm run build`.
// Specs and fixtures stay out; a dist file without its source is removed.
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'))
const madeBy = Math.max(...['.swcrc', 'package-lock.json', 'tools/build.mjs'].map((file) => modified(join(root, file))))

const sources = globSync('{packages,services}/*/src/**/*.ts', { cwd: root }).filter(
  (file) => !/\.(spec|fixture)\.ts$|^packages\/testing\//.test(file),
)
const wanted = new Map(sources.map((file) => [join(root, outputOf(file)), join(root, file)]))
const stale = [...wanted].filter(([output, source]) => !(modified(output) > Math.max(modified(source), madeBy)))

removeOrphans()
if (stale.length > 0) {
  const { transform } = require('@swc/core')
  await Promise.all(stale.map(([output, source]) => compile(transform, source, output)))
  console.error(`build: compiled ${stale.length} of ${wanted.size} files`)
}

async function compile(transform, filename, output) {
  const { code, map } = await transform(readFileSync(filename, 'utf8'), { ...options, swcrc: false, filename, sourceFileName: filename })
  const name = output.split('/').at(-1)
  put(output, `${code}//# sourceMappingURL=${name}.map\n`)
  put(`${output}.map`, map)
}

/** By rename: a process that starts meanwhile never reads a part. */
function put(file, content) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

function removeOrphans() {
  for (const file of globSync('{packages,services}/*/dist/**/*.js', { cwd: root })) {
    if (!wanted.has(join(root, file))) for (const path of [file, `${file}.map`]) rmSync(join(root, path), { force: true })
  }
}

function outputOf(source) {
  return source.replace('/src/', '/dist/').replace(/\.ts$/, '.js')
}

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0
}
