import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import type { Random } from '../random.ts'
import type { Report } from '../report.ts'
import { SYSTEMS, settled, type Town } from '../town.ts'
import { Records } from './records.ts'

const BATCH = 400
/** The broker takes a megabyte at once. */
const BATCH_BYTES = 400_000

/** Records of legacy systems on the bus. Each becomes a matter, a word about one, or an entry of the quarantine; none stops the others. */
export async function fuzzBus(town: Town, report: Report, random: Random, inputs: number): Promise<void> {
  const { bus } = town.platform
  const records = new Records(bus.prefix, random)
  const producer = await bus.kafka.openProducer()
  const every = Math.ceil(inputs / 5)
  try {
    for (let sent = 0, said = 0; sent < inputs; ) {
      const batch = records.batch(Math.min(BATCH, inputs - sent), BATCH_BYTES)
      await producer.send(batch)
      sent += batch.length
      if (Math.floor(sent / every) === said) continue
      said = Math.floor(sent / every)
      report.say(`bus: ${sent.toLocaleString('en')} of ${inputs.toLocaleString('en')} records`)
    }
  } finally {
    await producer.close()
  }
  report.count('bus', inputs)
}

interface Taken {
  readonly matters: number
  readonly messages: number
  readonly quarantined: number
}

/** After everything was consumed: what became of it, whether any of it was parked, and whether reading it all once more changes anything. */
export async function checkBus(town: Town, report: Report): Promise<void> {
  const { platform } = town
  await settled(town)
  const before = await taken(town)
  const parked = await platform.database('intake').rows<{ topic: string; reason: string }>(sql`select topic, reason from messaging.parked`)
  report.none(
    'bus: nothing that legacy systems send parks a key',
    parked.map(({ topic, reason }) => `${topic}: ${reason}`),
  )
  await checkSources(town, report)
  await platform.stopService('intake')
  for (const system of SYSTEMS)
    await platform.bus.kafka.rewind(`${platform.bus.prefix}intake`, `${platform.bus.prefix}inbound.${system}.v1`)
  await platform.startService('intake')
  report.say('bus: intake reads every inbound topic again from its first offset')
  await readToTheEnd(town)
  await settled(town)
  const after = await taken(town)
  report.check(
    'bus: a replay from the first offset changes nothing',
    JSON.stringify(after) === JSON.stringify(before),
    `${show(before)}, then ${show(after)}`,
  )
}

/** By what the group has committed: what a service says of its lag may be from before it has looked. */
async function readToTheEnd({ platform: { bus } }: Town): Promise<void> {
  const inbound = SYSTEMS.map((system) => `${bus.prefix}inbound.${system}.v1`)
  await eventually(
    async () => {
      const positions = await bus.kafka.positionsOf(`${bus.prefix}intake`, inbound)
      const behind = positions.reduce((sum, { next, end }) => sum + Number(end - next), 0)
      if (behind > 0) throw new Error(`intake is ${behind} records behind`)
    },
    { timeout: 600_000, interval: 1_000 },
  )
}

async function taken({ platform }: Town): Promise<Taken> {
  const one = async (table: 'matter' | 'source_message' | 'quarantine') =>
    (await platform.database('intake').one<{ n: number }>({ text: `select count(*)::int as n from ${table}`, values: [] }))!.n
  return { matters: await one('matter'), messages: await one('source_message'), quarantined: await one('quarantine') }
}

const show = ({ matters, messages, quarantined }: Taken): string =>
  `${matters.toLocaleString('en')} matters, ${messages.toLocaleString('en')} messages, ${quarantined.toLocaleString('en')} held`

/** Whatever `ce_source` claims, a record belongs to the system whose topic it came by. */
async function checkSources({ platform }: Town, report: Report): Promise<void> {
  const systems = await platform
    .database('intake')
    .rows<{ system: string }>(sql`select distinct system from source_message union select distinct system from quarantine`)
  const strange = systems.map(({ system }) => system).filter((system) => !(SYSTEMS as readonly string[]).includes(system))
  report.none('bus: a forged ce_source makes nobody another system', strange)
}
