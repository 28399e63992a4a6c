import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { issueToken } from '../issuer/token.ts'
import { putPacks } from '../put-packs.mjs'
import type { DataFolder } from './data-folder.ts'
import { loadedInto, rememberLoaded } from './loaded.ts'
import { root } from './paths.ts'
import type { Platform } from './platform.ts'

const district = join(root, 'demo/district')
const packs = join(root, 'demo/packs')

interface Loading {
  readonly folder: DataFolder
  readonly say: (line: string) => void
}

const onAnotherBus =
  'The district is in this PostgreSQL but not on this Kafka: they do not belong together. Give the servers that were used together, or begin anew with --fresh.'

/**
 * Loads the demo district by the importer that a district would use, unless the folder is as it was when it was loaded. The directory runs
 * beside it and publishes; the other services start when all of it is on the bus, so that each is ready with the whole district.
 */
export async function loadDistrict({ say }: Loading, platform: Platform): Promise<void> {
  if (!existsSync(district)) return
  const database = platform.database('directory')
  const wanted = hashOf(district)
  const loaded = await loadedInto(database)
  if (loaded !== undefined && !(await platform.isDistrictOnBus())) throw new Error(onAnotherBus)
  if (loaded === wanted) return
  say('loading the demo district')
  const [imported] = await Promise.all([runImport(database, platform.clockEnvironment), platform.startServices(['directory'])])
  await published(database)
  say(`the demo district is loaded: ${imported}`)
  await rememberLoaded(database, wanted)
}

/** Its last line. */
async function runImport(database: string, clock: Record<string, string>): Promise<string> {
  const env = { ...process.env, ...clock, DATABASE_URL: database }
  const child = spawn(process.execPath, [...process.execArgv, join(root, 'tools/import.ts'), district], { cwd: root, env })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const status = await new Promise((ended) => child.on('close', ended))
  if (status !== 0) throw new Error(`The demo district could not be loaded:\n${lines.slice(-40).join('\n')}`)
  return lines.at(-1) ?? ''
}

/** Waits until the service of this database has published everything that it wrote. */
async function published(database: string): Promise<void> {
  const client = new pg.Client(database)
  await client.connect()
  while ((await client.query('select from messaging.outbox where refused is null limit 1')).rowCount) await pause(50)
  await client.end()
}

/** Gives intake the mapping packs of the legacy systems, as the editor would. */
export async function loadPacks({ folder, say }: Loading, platform: Platform): Promise<void> {
  const database = platform.database('intake')
  const wanted = hashOf(packs)
  if (!existsSync(packs) || (await loadedInto(database)) === wanted) return
  await platform.withOwnIssuer('intake', async (intake, issuer) => {
    const token = await issueToken(issuer, folder.issuerKeys, { login: 'editor-1', audience: 'yiwang', expiresInSeconds: 600 })
    await putPacks(packs, intake, token)
  })
  say('the mapping packs of the legacy systems are loaded')
  await rememberLoaded(database, wanted)
}

function hashOf(folder: string): string {
  if (!existsSync(folder)) return ''
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(json|jsonl|csv|geojson)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}
