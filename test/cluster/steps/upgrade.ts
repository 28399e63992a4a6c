import assert from 'node:assert/strict'
import { repository } from '../image.ts'
import type { Installation } from '../installation.ts'
import { badMigration, neverReady, withTag } from '../values.ts'

/** Releases that go well, and two that do not, while people work. */
export async function checkUpgrades(installation: Installation): Promise<void> {
  const { checks, release } = installation
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
      const { status } = await release.tryUpgrade({ ...withTag('2'), ...badMigration }, [], 120)
      assert.notEqual(status, 0, 'helm says that the upgrade went well')
      await expectImage(installation, `${repository}:1`)
    }),
  )
  await checks.check('a release that never gets ready rolls back by itself; everything serves as before', () =>
    installation.underLoad(async () => {
      const before = await release.last()
      const { status } = await release.tryUpgrade({ ...withTag('2'), ...neverReady }, ['--rollback-on-failure'], 45)
      assert.notEqual(status, 0, 'helm says that the upgrade went well')
      const { revision, status: state } = await release.last()
      assert.equal(state, 'deployed')
      assert.ok(revision > before.revision, 'there is no revision of the rollback')
      await expectImage(installation, `${repository}:1`)
    }),
  )
}

async function expectImage({ cluster }: Installation, image: string): Promise<void> {
  const pods = await cluster.list<{ spec: { containers: { image: string }[] } }>('pods', '-l', 'app.kubernetes.io/name=yiwang')
  const images = new Set(pods.flatMap(({ spec }) => spec.containers.map((container) => container.image)))
  assert.deepEqual([...images], [image])
}
