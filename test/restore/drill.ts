import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../tools/demo/random.ts'
import { services } from '../../tools/services.ts'
import { restoreTopics } from '../../tools/topics/restore-topics.ts'
import { saveTopics } from '../../tools/topics/save-topics.ts'
import { type Databases, topicsOfDistrict } from '../../tools/topics/topics-of-district.ts'
import { Feed } from '../faults/feed.ts'
import { stories } from '../faults/handling.ts'
import { settled } from '../faults/settled.ts'
import { TestPlatform } from '../platform/platform.ts'
import { baseBackup, putBack } from './base-backup.ts'
import { agreementFigures, type Figure, headsOf, keptFigures, type Told } from './figures.ts'

export interface DrillOptions {
  /** How long people are at work before the backup, after it, and after the restore. */
  readonly workMs: number
  /** Is the broker lost with the databases, or does it still have everything? */
  readonly broker: 'lost' | 'kept'
  readonly shipped: boolean
  readonly say: (line: string) => void
}

const MATTERS_A_SECOND = 4

/** Backup, loss and restore of a platform with durable servers, step by step as docs/operations.md says. */
export class Drill {
  private readonly databases: Databases
  private readonly data: string
  private readonly backup: string

  private constructor(
    private readonly options: DrillOptions,
    private readonly home: string,
    private readonly platform: TestPlatform,
  ) {
    this.databases = Object.fromEntries(services.map((name) => [name, platform.database(name)])) as unknown as Databases
    this.data = join(home, 'servers/postgres/data')
    this.backup = join(home, 'backup')
  }

  static async set(options: DrillOptions): Promise<Drill> {
    const home = mkdtempSync(join(tmpdir(), 'yiwang-restore-'))
    const platform = await TestPlatform.start({ servers: { folder: join(home, 'servers') }, shipped: options.shipped })
    return new Drill(options, home, platform)
  }

  /** What has been told before the backup, and by all after it. */
  async workAndBackUp(): Promise<{ readonly told: Told; readonly feed: Feed }> {
    const { workMs, say } = this.options
    const feed = new Feed(this.platform, new Random(5))
    feed.start(MATTERS_A_SECOND, stories)
    await sleep(workMs)
    const told: Told = { ...whatIsTold(feed), heads: await headsOf(this.platform) }
    const took = timer()
    await baseBackup(this.superuser(), this.data, join(this.backup, 'postgres'))
    const records = await this.saveTopics()
    say(`backup of the databases and of ${records} records on the bus, while they work on: ${took()}`)
    await sleep(workMs)
    feed.giveUp()
    await feed.finish()
    return { told, feed }
  }

  async lose(): Promise<void> {
    await Promise.all(this.platform.processes().map(({ process }) => process.kill()))
    await this.platform.postgres.kill()
    if (this.options.broker === 'kept') return
    await this.platform.broker.kill()
    rmSync(join(this.home, 'servers/kafka'), { recursive: true })
  }

  async restore(): Promise<void> {
    const { broker, say } = this.options
    const took = timer()
    await putBack(join(this.backup, 'postgres'), this.data)
    await this.platform.postgres.start()
    if (broker === 'lost') await this.platform.broker.start()
    else await this.saveTopics()
    const restored = await restoreTopics({ ...this.topics(), databases: this.databases, topics: await topicsOfDistrict(this.databases) })
    for (const { topic, written, leftOut } of restored) {
      if (written + leftOut > 0) say(`  ${topic}: ${written} records put back, ${leftOut} of later left out`)
    }
    await this.platform.startService('directory')
    await Promise.all(services.filter((name) => name !== 'directory').map((name) => this.platform.startService(name)))
    say(`restored, and all services ready: ${took()}`)
    await settled(this.platform)
  }

  /** How many of those who were told something after the backup began find it. */
  async foundOfLater(told: Told, feed: Feed): Promise<string> {
    const later = { reported: [...feed.reported.keys()].slice(told.reported.length), legacy: [], given: [], heads: [] }
    const [reports] = await keptFigures(this.platform, later)
    return `${reports?.result['found']} of ${later.reported.length}`
  }

  async figures(told: Told): Promise<Figure[]> {
    return [...(await keptFigures(this.platform, told)), ...(await agreementFigures(this.platform))]
  }

  /** Answers what was told, and what was refused. */
  async workAgain(): Promise<{ readonly told: Omit<Told, 'heads'>; readonly refused: readonly string[] }> {
    const feed = new Feed(this.platform, new Random(6))
    feed.start(MATTERS_A_SECOND, stories)
    await sleep(this.options.workMs)
    await feed.finish()
    await settled(this.platform)
    return { told: whatIsTold(feed), refused: feed.refused }
  }

  async end(): Promise<void> {
    await this.platform.stop()
    rmSync(this.home, { recursive: true, force: true })
  }

  private async saveTopics(): Promise<number> {
    rmSync(this.topics().folder, { recursive: true, force: true })
    const topics = (await topicsOfDistrict(this.databases)).map(({ name }) => name)
    const saved = await saveTopics({ ...this.topics(), topics })
    return [...saved.values()].reduce((sum, records) => sum + records, 0)
  }

  private topics() {
    const { kafka, prefix } = this.platform.bus
    return { kafka, prefix, folder: join(this.backup, 'topics') }
  }

  private superuser(): string {
    return Object.assign(new URL(this.platform.databases.directory.url), { pathname: '/postgres' }).href
  }
}

const whatIsTold = ({ reported, legacy, given }: Feed) => ({ reported: [...reported.keys()], legacy: [...legacy], given: [...given] })

function timer(): () => string {
  const began = performance.now()
  return () => `${((performance.now() - began) / 1_000).toFixed(1)} s`
}
