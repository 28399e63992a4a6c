import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { services } from '../../../tools/services.ts'
import { root } from '../../../tools/start/paths.ts'
import { run, tail } from '../command.ts'
import { Forwards } from '../forwards.ts'
import { buildReleases, importImage } from '../image.ts'
import type { Installation } from '../installation.ts'
import { personalDataKey } from '../values.ts'

/** The image from the Dockerfile, with a next release and a bad one made of it; on every node. */
export async function bringImages({ checks, options, servers }: Pick<Installation, 'checks' | 'options' | 'servers'>): Promise<void> {
  checks.begin('install')
  let archives: string[] = []
  const building = { folder: servers.folder, command: options.imageBuild }
  await checks.must('the image is built from the Dockerfile, for a release, the next one and a bad one', async () => {
    archives = await buildReleases(building)
    return archives.map((archive) => `${Math.round(statSync(archive).size / 1e6)} MB`).join(', ')
  })
  await checks.must('every node has the images', async () => {
    for (const archive of archives) await importImage(archive, options.imageImport)
  })
}

/** The chart on empty databases: migrations by its hook; then the demo district, by the commands that a district uses. */
export async function install(installation: Installation): Promise<void> {
  const { checks, cluster, release, servers } = installation
  await checks.must('the chart installs, migrates the databases, and every pod gets ready', async () => {
    await release.upgrade({}, 400)
    const pods = await Promise.all(services.map((service) => cluster.readyPodsOf(service)))
    assert.ok(pods.every((ofService) => ofService.length > 0))
    return `${pods.flat().length} pods`
  })
  await checks.must('the demo district is imported', async () => {
    const env = { DATABASE_URL: servers.databaseUrlOf('directory'), PERSONAL_DATA_KEY: personalDataKey }
    return tail(await run('npm', ['run', '-s', 'import', '--', 'demo/district', '--strict'], { cwd: root, env }), 1)
  })
  await checks.must('the mapping packs are given to intake, through the cluster', () => putPacks(installation))
}

async function putPacks({ cluster, servers }: Installation): Promise<void> {
  const forwards = await Forwards.start(cluster)
  try {
    const env = { EDITOR_TOKEN: await servers.token('editor-1') }
    await run(process.execPath, [join(root, 'tools/put-packs.mjs'), join(root, 'demo/packs'), forwards.http.intake], { env })
  } finally {
    await forwards.stop()
  }
}
