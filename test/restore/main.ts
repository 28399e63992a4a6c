// npm run test:restore: a backup is taken while people and systems are at work, everything is lost some time later, and put back from it.
// --seconds <n>: how long people are at work before the backup, after it, and after the restore; --broker kept: only the databases are lost.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Random } from '../../tools/demo/random.ts'
import { restoreTopics } from '../../tools/topics/restore-topics.ts'
import { saveTopics } from '../../tools/topics/save-topics.ts'
import { type Databases, topicsOfDistrict } from '../../tools/topics/topics-of-district.ts'
import { Feed } from '../faults/feed.ts'
import type { Scene } from '../faults/scene.ts'
import { settled } from '../faults/settled.ts'
import { TestPlatform } from '../platform/platform.ts'
import { services } from '../platform/services.ts'
import { baseBackup, putBack } from './base-backup.ts'
import { agreementFigures, type Figure, headsOf, keptFigures, type Told } from './figures.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    broker: { type: 'string', default: 'lost' },
    shipped: { type: 'boolean', default: false },
  },
})
const workMs = Number(values.seconds) * 1_000
const began = performance.now()
const say = (line: string) => console.log(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`)

const home = mkdtempSync(join(tmpdir(), 'yiwang-restore-'))
const [data, backup] = [join(home, 'servers/postgres/data'), join(home, 'backup')]
const platform = await TestPlatform.start({ servers: { folder: join(home, 'servers') }, shipped: values.shipped })
const { kafka, prefix } = platform.bus
const databases = Object.fromEntries(services.map((name) => [name, platform.database(name)])) as unknown as Databases
const names = (await topicsOfDistrict(databases)).map(({ name }) => name)
const superuser = Object.assign(new URL(platform.databases.directory.url), { pathname: '/postgres' }).href

try {
  say('people and systems are at work')
  const feed = new Feed(platform, new Random(5))
  feed.start(4)
  await sleep(workMs)
  const told: Told = {
    ...{ reported: [...feed.reported.keys()], legacy: [...feed.legacy], given: [...feed.given] },
    heads: await headsOf(platform),
  }
  const before = performance.now()
  await baseBackup(superuser, data, join(backup, 'postgres'))
  const saved = await saveTopics({ kafka, prefix, folder: join(backup, 'topics'), topics: names })
  const records = [...saved.values()].reduce((sum, n) => sum + n, 0)
  say(`backup of the databases and of ${records} records in ${((performance.now() - before) / 1_000).toFixed(1)} s, while they work on`)
  await sleep(workMs)
  feed.giveUp()
  await feed.finish()

  say('everything is lost')
  await Promise.all(platform.processes().map(({ process }) => process.kill()))
  await platform.postgres.kill()
  if (values.broker === 'lost') {
    await platform.broker.kill()
    rmSync(join(home, 'servers/kafka'), { recursive: true })
  } else {
    // Of a broker that is still there what it has now is put back, not what it had at the backup.
    rmSync(join(backup, 'topics'), { recursive: true })
    await saveTopics({ kafka, prefix, folder: join(backup, 'topics'), topics: names })
  }

  const restoring = performance.now()
  await putBack(join(backup, 'postgres'), data)
  await platform.postgres.start()
  if (values.broker === 'lost') await platform.broker.start()
  const restored = await restoreTopics({
    kafka,
    prefix,
    folder: join(backup, 'topics'),
    databases,
    topics: await topicsOfDistrict(databases),
  })
  for (const { topic, written, leftOut, missing } of restored) {
    if (written + leftOut > 0)
      say(`  ${topic}: ${written} records, ${leftOut} of later left out${missing > 0 ? `, ${missing} missing` : ''}`)
  }
  await platform.startService('directory')
  await Promise.all(services.filter((name) => name !== 'directory').map((name) => platform.startService(name)))
  say(`put back and serving in ${((performance.now() - restoring) / 1_000).toFixed(1)} s`)
  await settled({ platform } as Scene)
  const kept = feed.reported.size - told.reported.length
  const there = await keptFigures(platform, {
    reported: [...feed.reported.keys()].slice(told.reported.length),
    legacy: [],
    given: [],
    heads: [],
  })
  say(`of ${kept} reports after the backup began ${there[0]?.result['found']} are there`)
  const afterwards = [...(await keptFigures(platform, told)), ...(await agreementFigures(platform))]
  show('after the restore', afterwards)

  say('people and systems are at work again')
  const again = new Feed(platform, new Random(6))
  again.start(4)
  await sleep(workMs)
  await again.finish()
  await settled({ platform } as Scene)
  const more: Told = { reported: [...again.reported.keys()], legacy: [...again.legacy], given: again.given, heads: told.heads }
  const goesOn = [...(await keptFigures(platform, more)), ...(await agreementFigures(platform))]
  show('after going on', goesOn)
  for (const refusal of again.refused) say(`refused: ${refusal}`)
  const failed = [...afterwards, ...goesOn].filter(({ passed }) => !passed).length + again.refused.length
  say(failed === 0 ? 'all figures hold' : `${failed} figures do not hold`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await platform.stop()
  rmSync(home, { recursive: true, force: true })
}

function show(when: string, figures: readonly Figure[]): void {
  say(`${when}:`)
  for (const { title, result, passed } of figures) {
    const shown = Object.entries(result).map(([name, figure]) => `${name} ${figure}`)
    say(`  ${passed ? '✓' : '✗'} ${title}: ${shown.join(', ')}`)
  }
}
