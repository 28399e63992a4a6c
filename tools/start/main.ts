// npm start: a real PostgreSQL, a real Kafka, an issuer, the services, the demo district and its feed, on this machine.
import { playFeed } from '../feed/play-feed.ts'
import { watchAncestors } from './ancestors.ts'
import { DataFolder } from './data-folder.ts'
import { DemoClock } from './demo-clock.ts'
import { loadDistrict, loadPacks } from './district.ts'
import { followFlow } from './flow/follow-flow.ts'
import { help, readOptions } from './options.ts'
import { Platform } from './platform.ts'
import { Shutdown } from './shutdown.ts'
import { say } from './terminal.ts'

const options = orExit(() => readOptions(process.argv.slice(2)))
if (options === 'help') {
  console.log(help)
  process.exit(0)
}
const began = performance.now()
const folder = new DataFolder()
orExit(() => folder.open(options))
const clock = new DemoClock(folder.clock, options.clockSpeed)
const shutdown = new Shutdown(say)
watchAncestors(() => shutdown.run('whoever started this is gone'))
shutdown.add(() => folder.close())
shutdown.add(() => clock.stop())

try {
  const platform = await Platform.prepare(options, folder, clock, say)
  shutdown.add(() => platform.stop())
  await platform.startServers()
  await loadDistrict({ folder, say }, platform)
  await platform.startServices()
  if (!options.issuer) await loadPacks({ folder, say }, platform.endpoints.http.intake, platform.endpoints.issuer)
  platform.writeEndpoints()
  say(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s; where everything listens: .yiwang/endpoints.json; Ctrl-C stops it`)
  await followFlow(platform.endpoints, folder)
  if (options.feed && !options.issuer) shutdown.add(playFeed(platform.endpoints, folder, clock, say))
} catch (error) {
  await shutdown.run((error as Error).message, 1)
}

function orExit<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`)
    process.exit(2)
  }
}
