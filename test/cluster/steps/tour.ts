import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../tools/start/paths.ts'
import { run, tail } from '../command.ts'
import { Forwards } from '../forwards.ts'
import type { Installation } from '../installation.ts'

/** README's tour, word for word, through the cluster: reports, commands, legacy events, gRPC, escalation, a webhook, quarantine. */
export async function checkTour({ checks, cluster, servers }: Installation): Promise<void> {
  checks.begin('tour')
  const forwards = await Forwards.start(cluster)
  try {
    writeEndpoints(servers, forwards)
    await checks.check('every step of the tour of README holds in the cluster', async () => {
      const env = { YIWANG_FOLDER: servers.folder, TOUR_ADDRESS: servers.address }
      return tail(await run('npm', ['run', '-s', 'tour'], { cwd: root, env, timeoutMs: 600_000 }), 1)
    })
  } finally {
    await forwards.stop()
  }
}

/** What `npm start` would write, so that the tools find this platform. */
function writeEndpoints({ folder, brokers, postgresUrl, issuer, issuerPort }: Installation['servers'], { http, grpc }: Forwards): void {
  mkdirSync(join(folder, 'data'), { recursive: true })
  const endpoints = { http, grpc, kafka: brokers, postgres: postgresUrl, issuer, pids: {} }
  writeFileSync(join(folder, 'endpoints.json'), JSON.stringify(endpoints))
  writeFileSync(join(folder, 'data/ports.json'), JSON.stringify({ issuer: issuerPort }))
}
