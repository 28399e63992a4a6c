// Runs before `npm start` and `npm test`, on whatever Node the machine has: says what is missing, installs and makes what is not there yet.
// When everything is there it takes a few milliseconds.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const command = process.env.npm_lifecycle_event ?? 'start'
const needsKafka = command !== 'test:quick' && process.env.TEST_SERVERS !== 'containers'

checkPrerequisites()
installPackages()
await generateClients()
if (needsKafka) fetchKafka()

function say(line) {
  console.error(`setup: ${line}`)
}

function checkPrerequisites() {
  const missing = []
  if (major(process.versions.node) < 20) missing.push(`Node 20 or newer (this is ${process.versions.node})`)
  const npm = /npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? output('npm', '--version')
  if (major(npm) < 10) missing.push(`npm 10 or newer (this is ${npm || 'none'})`)
  if (!process.versions.node.startsWith('24.') && process.platform === 'darwin') missing.push('Node 24 (on macOS npm does not bring it)')
  if (needsKafka) missing.push(...missingForKafka())
  if (missing.length === 0) return
  for (const what of missing) say(`missing: ${what}`)
  const optional = missing.every((what) => what.endsWith('--kafka'))
  if (!(optional && command === 'start')) process.exit(1)
}

/** Java runs the broker; Maven is needed once, to fetch it. */
function missingForKafka() {
  const unless = command === 'start' ? ', unless you give a broker with --kafka' : ', or TEST_SERVERS=containers'
  const missing = []
  const java = /version "(\d+)/.exec(output('java', '-version'))?.[1]
  if (Number(java ?? 0) < 17) missing.push(`a JDK 17 or newer (this is ${java ?? 'none'})${unless}`)
  if (!kafkaIsFetched()) {
    const maven = /Apache Maven (\S+)/.exec(output('mvn', '-v'))?.[1]
    const [first = 0, second = 0] = (maven ?? '').split('.').map(Number)
    if (first < 3 || (first === 3 && second < 8)) missing.push(`Maven 3.8 or newer (this is ${maven ?? 'none'})${unless}`)
  }
  return missing
}

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const hash = createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex')
  const stamp = join(modules, '.yiwang-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  if (!isInstalled(JSON.parse(lock))) {
    say('installing packages (npm ci), about a minute')
    const npm = process.env.npm_execpath
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const [program, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
    const { status } = spawnSync(program, [...before, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) process.exit(status ?? 1)
  }
  writeFileSync(stamp, hash)
}

/** Whether somebody installed exactly these versions already, by `npm install` for example. */
function isInstalled({ packages }) {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(packages).every(([path, wanted]) => {
    if (path === '' || !path.includes('node_modules') || (wanted.optional && !installed[path])) return true
    return wanted.link ? installed[path]?.link : installed[path]?.version === wanted.version
  })
}

async function generateClients() {
  const clients = await import('./prisma/generate.mjs')
  const stale = clients.staleClients()
  if (stale.length === 0) return
  say(`generating the Prisma clients of ${stale.join(', ')}`)
  clients.generateClients(stale)
}

function fetchKafka() {
  if (kafkaIsFetched()) return
  const { status } = spawnSync(process.execPath, [join(root, 'tools/run.mjs'), join(root, 'tools/fetch-kafka.ts')], { stdio: 'inherit' })
  if (status !== 0 && command !== 'start') process.exit(status ?? 1)
}

function kafkaIsFetched() {
  const version = /<kafka.version>(.+)<\/kafka.version>/.exec(readFileSync(join(root, 'packages/testing/kafka/pom.xml'), 'utf8'))[1]
  const cache = resolve(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'yiwang', `kafka-${version}`)
  return existsSync(join(cache, 'jars')) && readdirSync(cache).some((name) => name.endsWith('.jsa'))
}

function output(program, ...args) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return `${stdout ?? ''}${stderr ?? ''}`.trim()
}

function major(version) {
  return Number.parseInt(version, 10) || 0
}
