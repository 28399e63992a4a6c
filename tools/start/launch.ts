import { playFeed } from '../feed/play-feed.ts'
import type { DataFolder } from './data-folder.ts'
import { DemoClock } from './demo-clock.ts'
import { loadDistrict, loadPacks } from './district.ts'
import { followFlow } from './flow/follow-flow.ts'
import type { StartOptions } from './options.ts'
import { Platform } from './platform.ts'
import type { Shutdown } from './shutdown.ts'
import { say } from './terminal.ts'

const feedNeedsOurIssuer = 'the demo feed is not played: its people get their tokens from the issuer that npm start brings'

/** Servers, district, services, and what is shown of them. Everything that is started is left to `shutdown` before it is waited for. */
export async function launch(options: StartOptions, folder: DataFolder, shutdown: Shutdown): Promise<void> {
  const began = performance.now()
  const clock = new DemoClock(folder.clock, options.clockSpeed)
  shutdown.add(() => clock.stop())
  const platform = await Platform.prepare(options, folder, clock, say)
  shutdown.add(() => platform.stop())

  await platform.startServers()
  await loadDistrict({ folder, say }, platform)
  if (options.issuer) await loadPacks({ folder, say }, platform)
  await platform.startServices()
  if (!options.issuer) await loadPacks({ folder, say }, platform)
  platform.writeEndpoints()
  say(`ready after ${((performance.now() - began) / 1000).toFixed(1)} s; where everything listens: .yiwang/endpoints.json; Ctrl-C stops it`)

  await followFlow(platform.endpoints, folder)
  if (options.feed && options.issuer) say(feedNeedsOurIssuer)
  else if (options.feed) shutdown.add(playFeed(platform.endpoints, folder, clock, say))
}
