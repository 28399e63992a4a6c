// Makes some of the days of a seed and writes them: a process of its own for each core.
import { topics } from '@yiwang/contracts'
import { openDatabase } from '@yiwang/database'
import { partitionOf } from '@yiwang/messaging'
import pg from 'pg'
import { caseNumber, numberSeries } from '../../services/dispatch/src/domain/case-number.ts'
import { live } from './conduct.ts'
import { readDistrict, type SeededDistrict } from './district.ts'
import { type Sheets, sheets, write } from './ledgers.ts'
import { Life } from './life.ts'
import { DAYS, NOW } from './period.ts'
import { reportsOf } from './reports.ts'

export interface WorkerTask {
  readonly cases: number
  /** Of each database, by its service. */
  readonly urls: Readonly<Record<'directory' | keyof Sheets, string>>
  /** Takes each day whose number leaves this rest. */
  readonly worker: number
  readonly workers: number
}

const task = JSON.parse(process.env['SEED_TASK'] ?? '') as WorkerTask
const database = openDatabase({ url: task.urls.directory, applicationName: 'seed', max: 1 })
const district = await readDistrict(database)
await database.close()

const all = sheets()
const clients = await Promise.all(Object.keys(all).map(async (name) => [name, await connect(task.urls[name as keyof Sheets])] as const))
let written: Promise<unknown> = Promise.resolve()
for (let day = task.worker; day < DAYS; day += task.workers) {
  const lives = livesOf(day, district)
  await written
  for (const life of lives) write(all, life)
  written = writeOut()
  process.stdout.write(`${lives.length}\n`)
}
await written
await Promise.all(clients.map(([, client]) => client.end()))

function livesOf(day: number, ofDistrict: SeededDistrict): Life[] {
  const serials = new Map<string, number>()
  const lives = [...reportsOf(day, task.cases, ofDistrict)].map(({ matter, type, random }) => {
    const series = numberSeries(matter.area, matter.receivedAt)
    const serial = (serials.get(series) ?? 0) + 1
    serials.set(series, serial)
    const part = partitionOf(matter.id, topics.dispatchCase.partitions)
    const life = new Life(ofDistrict, matter, type, caseNumber(series, serial), part, random)
    live(life, ofDistrict, random, NOW)
    return life
  })
  for (const row of serials) all.dispatch.series.add(row)
  return lives
}

function writeOut(): Promise<unknown> {
  return Promise.all(
    clients.map(async ([name, client]) => {
      for (const sheet of Object.values(all[name as keyof Sheets])) await sheet.writeTo(client)
    }),
  )
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'seed' })
  await client.connect()
  await client.query('set synchronous_commit = off')
  return client
}
