import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Checks } from './checks.ts'
import { Cluster } from './cluster.ts'
import { Effects } from './effects.ts'
import { repository } from './image.ts'
import { Installation } from './installation.ts'
import type { ClusterOptions, Group } from './options.ts'
import { PodLogs } from './pod-logs.ts'
import { Release } from './release.ts'
import { Servers } from './servers.ts'
import { checkAlerts } from './steps/alerts.ts'
import { checkFailures } from './steps/failures.ts'
import { bringImages, install } from './steps/install.ts'
import { checkManifests } from './steps/manifests.ts'
import { checkPolicy } from './steps/policy.ts'
import { checkScaling } from './steps/scaling.ts'
import { checkTour } from './steps/tour.ts'
import { checkUpgrades } from './steps/upgrade.ts'
import { gatewayLabels, secretsFor, valuesFor, wayToReceiver } from './values.ts'

const groupsAfterInstall: [Group, (installation: Installation) => Promise<void>][] = [
  ['tour', checkTour],
  ['upgrade', checkUpgrades],
  ['failures', checkFailures],
  ['policy', checkPolicy],
  ['scaling', checkScaling],
]

/** Everything in order, and away with it at the end. */
export async function runAll(options: ClusterOptions, checks: Checks): Promise<void> {
  if (options.only.has('alerts')) await checkAlerts(checks)
  const cluster = new Cluster(options.namespace)
  const dnsPorts = await cluster.dnsPorts()
  const servers = await Servers.start(options.serverAddress)
  const callers = new Cluster(`${options.namespace}-callers`)
  const release = new Release(options.namespace, servers.folder, valuesFor(servers, callers.namespace, dnsPorts))
  const effects = new Effects(servers)
  const place = { image: `${repository}:1`, labels: gatewayLabels }
  const installation = new Installation(options, checks, cluster, callers, servers, release, effects, place)
  try {
    await Promise.all([cluster.makeNamespace(), callers.makeNamespace()])
    if (options.only.has('manifests')) await checkManifests(installation)
    if (!groupsAfterInstall.some(([name]) => options.only.has(name))) return
    await bringImages(installation)
    await cluster.apply(...secretsFor(servers), wayToReceiver(servers))
    const logs = new PodLogs(cluster, mkdtempSync(join(tmpdir(), 'yiwang-cluster-logs-')))
    await install(installation)
    for (const [name, work] of groupsAfterInstall) if (options.only.has(name)) await work(installation)
    await logs.stop()
    await checkLogs(checks, logs)
  } finally {
    await effects.close()
    if (!options.keep) await away(installation)
    await servers.stop()
  }
}

/** An ERROR means that a person must act; nothing here needs one. */
async function checkLogs(checks: Checks, logs: PodLogs): Promise<void> {
  checks.begin('logs')
  await checks.check('no pod logged an error', async () => {
    const errors = logs.errors()
    if (errors.length > 0) throw new Error(`${errors.length} errors, all logs are in ${logs.folder}\n${errors.slice(0, 5).join('\n')}`)
    return `all logs are in ${logs.folder}`
  })
}

async function away({ release, cluster, callers }: Installation): Promise<void> {
  await release.uninstall()
  await Promise.all([cluster.removeNamespace(), callers.removeNamespace()])
}
