import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { guarded } from './guarded-process.ts'
import { kafkaProperties } from './kafka-properties.ts'
import { freePorts, portOpen } from './ports.ts'

const pom = resolve(import.meta.dirname, '../kafka/pom.xml')
export const kafkaVersion = /<kafka.version>(.+)<\/kafka.version>/.exec(readFileSync(pom, 'utf8'))?.[1] ?? ''

const cache = resolve(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'yiwang', `kafka-${kafkaVersion}`)
const clusterId = 'eWl3YW5nLW9uZS1uZXQtMQ'

/** What a broker is started from: jars, a class archive that makes it start three times as fast, a formatted folder to copy. */
export interface KafkaDistribution {
  readonly java: readonly string[]
  readonly formatted: string
}

/** As much as a broker for tests and for one machine needs. */
export const jvmMemory = ['-Xms64m', '-Xmx320m'] as const

const jvm = [
  ...[...jvmMemory, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-Xshare:auto'],
  ...['-Xlog:disable', '-Xlog:all=error:stderr', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
]

/** Everything a broker needs, from this user's cache; what is missing there is fetched or made first, once a machine. */
export async function kafkaDistribution(say: (line: string) => void = () => {}): Promise<KafkaDistribution> {
  const jars = join(cache, 'jars')
  if (!existsSync(jars)) {
    say(`fetching Kafka ${kafkaVersion} with Maven, once for this user`)
    await once(jars, (into) => fetchJars(into))
  }
  // Sorted: a class archive fits only the class path with which it was made.
  const names = readdirSync(jars).filter((name) => name.endsWith('.jar'))
  const classPath = names
    .sort()
    .map((name) => join(jars, name))
    .join(delimiter)
  const plain = [...jvm, '-cp', classPath]
  const formatted = join(cache, 'formatted')
  if (!existsSync(formatted)) await once(formatted, async (into) => format(plain, into))
  const archive = join(cache, `classes-${javaKey()}.jsa`)
  if (!existsSync(archive)) {
    say('making the class archive by which Kafka starts fast, once for this user')
    await once(archive, (into) => makeArchive(plain, formatted, into))
  }
  return { java: [...jvm, `-XX:SharedArchiveFile=${archive}`, '-cp', classPath], formatted }
}

/** Makes a file or folder beside its place and moves it there whole, so that nobody ever finds half of it. */
async function once(place: string, make: (into: string) => Promise<void>): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const workshop = mkdtempSync(join(cache, 'making-'))
  try {
    const made = join(workshop, 'made')
    await make(made)
    if (!existsSync(place)) renameSync(made, place)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

async function fetchJars(into: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${into}`]
  const child = spawn('mvn', ['-q', '-B', '-f', pom, ...goal], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const status = await new Promise((settle) => {
    child.on('error', (error) => settle(error.message))
    child.on('close', settle)
  })
  if (status !== 0) throw new Error(`Maven could not fetch Kafka ${kafkaVersion} (${status}):\n${output}`)
}

/** Formats the folder that the properties name; `more` goes to Kafka's own tool, the users of the first start for one. */
export async function formatFolder(properties: string, more: readonly string[]): Promise<void> {
  formatWith((await kafkaDistribution()).java, properties, more)
}

function format(java: readonly string[], into: string): void {
  const properties = `${into}.properties`
  writeFileSync(properties, kafkaProperties({ folder: into, port: 9092, controllerPort: 9093 }))
  formatWith(java, properties)
}

function formatWith(java: readonly string[], properties: string, more: readonly string[] = []): void {
  const args = [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, ...more]
  const { status, error, stdout, stderr } = spawnSync('java', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Kafka's folder could not be formatted: ${error ?? ''}${stdout}${stderr}`)
}

async function makeArchive(java: readonly string[], formatted: string, into: string): Promise<void> {
  const folder = `${into}.data`
  const properties = `${into}.properties`
  cpSync(formatted, folder, { recursive: true })
  const [port, controllerPort] = (await freePorts(2)) as [number, number]
  writeFileSync(properties, kafkaProperties({ folder, port, controllerPort }))
  const args = [`-XX:ArchiveClassesAtExit=${into}`, ...java, 'kafka.Kafka', properties]
  const broker = guarded({ command: 'java', args, stopSignal: 'TERM', logFile: `${into}.log` })
  await portOpen(port, broker.ended)
  await broker.stop(60_000)
  if (!existsSync(into)) throw new Error(`Java made no class archive: ${readFileSync(`${into}.log`, 'utf8')}`)
}

/** Names the Java that runs here, without starting it. */
function javaKey(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!existsSync(join(folder, 'java'))) continue
    const home = resolve(dirname(realpathSync(join(folder, 'java'))), '..')
    const release = join(home, 'release')
    return createHash('sha256')
      .update(home)
      .update(existsSync(release) ? readFileSync(release) : '')
      .digest('hex')
      .slice(0, 12)
  }
  throw new Error('No Java on the PATH: Kafka needs a JDK 17 or newer.')
}
