import assert from 'node:assert/strict'
import { eventually } from '@yiwang/testing'
import { NotHere } from '../checks.ts'
import type { Cluster, Pod } from '../cluster.ts'
import { serviceOf } from '../forwards.ts'
import type { Installation } from '../installation.ts'
import { plainPod } from '../plain-pod.ts'
import { gatewayLabels } from '../values.ts'

const PORT = 8080
const LISTENS = `require('net').createServer((socket) => socket.end()).listen(${PORT})`
const CONNECTS = `
  const [host, port] = process.argv.slice(1)
  const socket = require('net').connect({ host, port: Number(port), timeout: 3000 })
  const say = (word) => { console.log(word); process.exit(0) }
  socket.on('connect', () => say('reached')).on('timeout', () => say('not reached')).on('error', () => say('not reached'))`

/** Who reaches whom, tried out between pods. */
export async function checkPolicy(installation: Installation): Promise<void> {
  const { checks, cluster, place, servers } = installation
  checks.begin('policy')
  const pods = { stranger: {}, gateway: gatewayLabels, closed: { closed: 'yes' } }
  const made = Object.entries(pods).map(([name, labels]) =>
    plainPod({ name, image: place.image, labels, command: ['node', '-e', LISTENS] }),
  )
  await cluster.apply(...made, closedTo('closed'))
  await cluster.untilRunning(...Object.keys(pods))
  await checks.check('pods reach what the policies name, and nothing else', async () => {
    if (!(await isEnforced(cluster))) throw new NotHere('its network plugin does not enforce NetworkPolicy')
    const dispatch = (await cluster.readyPodsOf('dispatch'))[0]!.metadata.name
    const { metadata: intake } = await serviceOf(cluster, 'intake')
    const { metadata: directory } = await serviceOf(cluster, 'directory')
    const tries = [
      ['gateway', intake.name, 'http', 'reached'],
      ['stranger', intake.name, 'http', 'not reached'],
      ['stranger', directory.name, 'grpc', 'not reached'],
      ['gateway', directory.name, 'grpc', 'not reached'],
      [dispatch, intake.name, 'grpc', 'reached'],
      [dispatch, await addressOf(cluster, 'stranger'), PORT, 'not reached'],
      [dispatch, servers.address, servers.issuerPort, 'reached'],
    ] as const
    for (const [from, host, port, expected] of tries) {
      assert.equal(await reaches(cluster, from, host, await portOf(cluster, host, port)), expected, `from ${from} to ${host} ${port}`)
    }
    return `${tries.length} pairs`
  })
  await cluster.kubectl(['delete', 'pod', ...Object.keys(pods), '--wait=false'])
  await cluster.kubectl(['delete', 'networkpolicy', 'closed'])
}

const closedTo = (label: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: label },
  spec: { podSelector: { matchLabels: { [label]: 'yes' } }, policyTypes: ['Ingress'] },
})

/** Whether this cluster's network does what a policy says: it is up to its plugin, and takes it a moment. */
async function isEnforced(cluster: Cluster): Promise<boolean> {
  const address = await addressOf(cluster, 'closed')
  const attempt = async () => assert.equal(await reaches(cluster, 'stranger', address, PORT), 'not reached')
  return eventually(attempt, { timeout: 10_000, interval: 1_000 }).then(
    () => true,
    () => false,
  )
}

const addressOf = async (cluster: Cluster, pod: string) => (await cluster.get<Pod>('pod', pod)).status.podIP!

async function portOf(cluster: Cluster, host: string, port: number | string): Promise<number> {
  if (typeof port === 'number') return port
  const { spec } = await cluster.get<{ spec: { ports: { name: string; port: number }[] } }>('service', host)
  return spec.ports.find(({ name }) => name === port)!.port
}

async function reaches(cluster: Cluster, from: string, host: string, port: number): Promise<string> {
  return (await cluster.exec(from, 'node', '-e', CONNECTS, host, String(port))).trim()
}
