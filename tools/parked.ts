import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Database, openDatabase, sql } from '@yiwang/database'
import { dropParked, listParked, type ParkedKey, type Released, replayParked, showParked } from '@yiwang/messaging'
import { endpointsFile } from './start/paths.ts'

const USAGE = `Events that could not be applied, and what waits behind them.

  npm run parked -- list                       the keys that are parked, in every service
  npm run parked -- show   --key <key>         the events of a key; --values prints their content too
  npm run parked -- replay --key <key> | --all apply them again, in order
  npm run parked -- drop   --key <key>         give up the first one, then go on; --accept-gap gives up only what is missing before it

  --service <name>    only this service           --topic <topic>   only this topic
  --postgres <url>    instead of the server named in .yiwang/endpoints.json`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    service: { type: 'string' },
    topic: { type: 'string' },
    key: { type: 'string' },
    all: { type: 'boolean', default: false },
    values: { type: 'boolean', default: false },
    'accept-gap': { type: 'boolean', default: false },
    postgres: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Says whether all went well. */
type Action = (database: Database, keys: readonly ParkedKey[]) => Promise<boolean>

async function list(_: Database, keys: readonly ParkedKey[]): Promise<boolean> {
  for (const { consumer, topic, key, waiting, since, reason } of keys) {
    console.log(`${consumer}  ${topic}  ${key}  ${waiting} waiting since ${since.toISOString()}  ${reason}`)
  }
  return true
}

async function show(database: Database, keys: readonly ParkedKey[]): Promise<boolean> {
  for (const place of keys) {
    console.log(`${place.consumer}  ${place.topic}  ${place.key}`)
    for (const { partition, offset, sequence, id, headers, value, reason } of await showParked(database, place)) {
      console.log(`  ${partition}/${offset}  sequence ${sequence}  ${headers['ce_type'] ?? ''}  ${id}  ${reason ?? 'waits'}`)
      if (options.values) console.log(`    ${value}`)
    }
  }
  return true
}

const replay: Action = (database, keys) => eachOf(keys, (place) => replayParked(database, place))
const drop: Action = (database, keys) => eachOf(keys, (place) => dropParked(database, place, { acceptGap: options['accept-gap'] }))

async function eachOf(keys: readonly ParkedKey[], release: (place: ParkedKey) => Promise<Released>): Promise<boolean> {
  const results = await Promise.all(keys.map(async (place) => report(place, await release(place))))
  return results.every((well) => well)
}

function report({ consumer, topic, key }: ParkedKey, { left, reason }: Released): boolean {
  const result = left === 0 && reason === undefined ? 'applied' : left > 0 ? `${left} still wait: ${reason}` : reason
  console.log(`${consumer}  ${topic}  ${key}  ${result}`)
  return left === 0 && reason === undefined
}

function serverUrl(): string {
  if (options.postgres) return options.postgres
  try {
    return JSON.parse(readFileSync(endpointsFile, 'utf8')).postgres
  } catch {
    throw new Error('No .yiwang/endpoints.json: start the platform first (npm start), or name the server with --postgres <url>.')
  }
}

/** The databases of the server that have tables of messaging; they are named as their services. */
async function serviceDatabases(server: string): Promise<string[]> {
  const database = openDatabase({ url: server, applicationName: 'parked', max: 1 })
  try {
    const rows = await database.rows<{ name: string }>(
      sql`select datname as name from pg_database where datallowconn and not datistemplate and datname <> 'postgres' order by datname`,
    )
    return rows.map(({ name }) => name).filter((name) => options.service === undefined || name === options.service)
  } finally {
    await database.close()
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

const actions: Record<string, Action> = { list, show, replay, drop }

async function main(): Promise<boolean> {
  const [command] = positionals
  const action = command === undefined ? undefined : actions[command]
  if (!action || options.help) {
    console.log(USAGE)
    return options.help
  }
  if (command !== 'list' && options.key === undefined && !(command === 'replay' && options.all))
    throw new Error(`Say which: ${command} --key <key>`)
  const server = serverUrl()
  let found = 0
  let well = true
  for (const name of await serviceDatabases(server)) {
    const database = openDatabase({ url: databaseUrl(server, name), applicationName: 'parked', max: 2 })
    try {
      const there = await database.one(sql`select from pg_tables where schemaname = 'messaging' and tablename = 'parked'`)
      const keys = there ? await listParked(database, { topic: options.topic, key: options.key }) : []
      found += keys.length
      well = (await action(database, keys)) && well
    } finally {
      await database.close()
    }
  }
  if (found === 0) console.log('Nothing is parked.')
  return well
}

process.exitCode = await main().then(
  (well) => (well ? 0 : 1),
  (error: Error) => {
    console.error(error.message)
    return 1
  },
)
