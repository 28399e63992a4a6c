import assert from 'node:assert/strict'
import { sql } from '@yiwang/database'
import { services } from '../../../tools/services.ts'
import { repository } from '../image.ts'
import type { Installation } from '../installation.ts'
import { neverReady, withTag } from '../values.ts'

/** Releases that go well, and two that do not, while people work. */
export async function checkUpgrades(installation: Installation): Promise<void> {
  const { checks, release, servers } = installation
  checks.begin('upgrade')
  await checks.check('upgrade to the next image under load: no request fails, nothing is lost or doubled', () =>
    installation.underLoad(() => release.upgrade(withTag('2'))),
  )
  await checks.check('every pod runs the next image', () => expectImage(installation, `${repository}:2`))
  await checks.check('rollback under load: no request fails, nothing is lost or doubled', () =>
    installation.underLoad(() => release.rollback()),
  )
  await checks.check('every pod runs the image before', () => expectImage(installation, `${repository}:1`))
  await checks.check('a migration that fails stops the upgrade; everything serves as before', () =>
    installation.underLoad(async () => {
      const { status } = await release.tryUpgrade(withTag('3'), [], 120)
      assert.notEqual(status, 0, 'helm says that the upgrade went well')
      await expectImage(installation, `${repository}:1`)
    }),
  )
  await checks.check('once it is marked as rolled back, releases go on', async () => {
    await servers.database('sla').run(sql`update _prisma_migrations set rolled_back_at = now() where finished_at is null`)
    await release.upgrade()
  })
  await checks.check('a release that never gets ready rolls back by itself; everything serves as before', () =>
    installation.underLoad(async () => {
      const before = await release.last()
      const { status } = await release.tryUpgrade({ ...withTag('2'), ...neverReady(installation.servers) }, ['--rollback-on-failure'], 60)
      assert.notEqual(status, 0, 'helm says that the upgrade went well')
      const { revision, status: state } = await release.last()
      assert.equal(state, 'deployed')
      assert.ok(revision > before.revision, 'there is no revision of the rollback')
      await expectImage(installation, `${repository}:1`)
    }),
  )
}

async function expectImage({ cluster }: Installation, image: string): Promise<void> {
  const pods = await Promise.all(services.map((service) => cluster.podsOf(service)))
  const images = new Set(pods.flat().flatMap(({ spec }) => spec.containers.map((container) => container.image)))
  assert.deepEqual([...images], [image])
}
