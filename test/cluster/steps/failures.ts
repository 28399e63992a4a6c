import assert from 'node:assert/strict'
import { eventually } from '@yiwang/testing'
import { services } from '../../../tools/services.ts'
import { NotHere } from '../checks.ts'
import { run } from '../command.ts'
import type { Installation } from '../installation.ts'

/** A caller of what is killed gets no answer: it tries again with the same key, as the documents say. */
const RETRIES = 60

/**
 * Fills the memory of the container with processes smaller than the service, and tells the kernel to prefer the service as its victim: it is the service
 * that is to end, not the one who called.
 */
const CROWD = `
  require('fs').writeFileSync('/proc/1/oom_score_adj', '1000')
  const one = 'const held = Buffer.alloc(48 * 1024 * 1024, 1); setInterval(() => held.fill(2), 1000)'
  setInterval(() => require('child_process').spawn(process.execPath, ['-e', one]), 150)`

/**
 * A second signal ends a service in the midst of what it does. Nothing else from within reaches the first process of a container, and whoever deletes
 * a pod, be it by force, gives it two seconds to take its leave.
 */
const AT_ONCE = `
  process.kill(1, 'SIGTERM')
  setTimeout(() => process.kill(1, 'SIGTERM'), 100)`

/** What the machines do to pods. */
export async function checkFailures(installation: Installation): Promise<void> {
  const { checks } = installation
  checks.begin('failures')
  await checks.check('drain of a node under load: no request fails, nothing is lost or doubled', () => drain(installation))
  await checks.check('one pod of each service is killed under load: what was answered came about once', () => kill(installation))
  await checks.check('a service runs out of memory: it is restarted, what was answered came about once', () => outOfMemory(installation))
}

async function drain(installation: Installation): Promise<string> {
  const [first, second] = (await installation.cluster.nodes()).toReversed()
  if (!first || !second) throw new NotHere('it has only one node')
  try {
    return await installation.underLoad(
      async () => {
        await run('kubectl', ['drain', first, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=180s'])
        for (const service of services) {
          const nodes = (await installation.cluster.podsOf(service)).map(({ spec }) => spec.nodeName)
          assert.ok(!nodes.includes(first), `${service} still has a pod on ${first}`)
        }
      },
      { notOn: first },
    )
  } finally {
    await run('kubectl', ['uncordon', first])
  }
}

async function kill(installation: Installation): Promise<string> {
  const { cluster } = installation
  return installation.underLoad(
    async () => {
      for (const service of services) {
        const [pod, ...others] = await cluster.readyPodsOf(service)
        await cluster.tryExec(pod!.metadata.name, 'node', '-e', AT_ONCE)
        await cluster.kubectl(['delete', 'pod', pod!.metadata.name, '--grace-period=0', '--force'])
        await cluster.untilPods(service, others.length + 1, 120_000)
      }
    },
    { retries: RETRIES },
  )
}

async function outOfMemory(installation: Installation): Promise<string> {
  const { cluster } = installation
  return installation.underLoad(
    async () => {
      const [pod] = await cluster.readyPodsOf('dispatch')
      const name = pod!.metadata.name
      await cluster.tryExec(name, 'node', '-e', CROWD)
      await eventually(
        async () => {
          const now = (await cluster.readyPodsOf('dispatch')).find(({ metadata }) => metadata.name === name)
          assert.equal(now?.status.containerStatuses?.[0]?.lastState.terminated?.reason, 'OOMKilled')
        },
        { timeout: 120_000, interval: 500 },
      )
    },
    { retries: RETRIES },
  )
}
