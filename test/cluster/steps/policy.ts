import assert from 'node:assert/strict'
import { eventually } from '@yiwang/testing'
import { NotHere } from '../checks.ts'
import type { Cluster, Pod } from '../cluster.ts'
import { urlWithin } from '../forwards.ts'
import type { Installation } from '../installation.ts'
import { plainPod } from '../plain-pod.ts'
import { gatewayLabels } from '../values.ts'

const LISTENS = `require('net').createServer((socket) => socket.end()).listen(8080)`
const CONNECTS = `
  const [host, port] = process.argv.slice(1)
  const socket = require('net').connect({ host, port: Number(port), timeout: 3000 })
  const say = (word) => { console.log(word); process.exit(0) }
  socket.on('connect', () => say('reached')).on('timeout', () => say('not reached')).on('error', () => say('not reached'))`

/** Pods that are no service: of another namespace, one of them a gateway; and one that a policy closes to everybody. */
const pods = { stranger: {}, gateway: gatewayLabels, closed: { closed: 'yes' } }
const closed = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'closed' },
  spec: { podSelector: { matchLabels: { closed: 'yes' } }, policyTypes: ['Ingress'] },
}

/** Who reaches whom, tried out between pods. */
export async function checkPolicy(installation: Installation): Promise<void> {
  const { checks, callers, place } = installation
  checks.begin('policy')
  const made = Object.entries(pods).map(([name, labels]) =>
    plainPod({ name, image: place.image, labels, command: ['node', '-e', LISTENS] }),
  )
  await callers.apply(...made, closed)
  await callers.untilRunning(...Object.keys(pods))
  await checks.check('pods reach what the policies name, and nothing else', () => tryAll(installation))
  await callers.kubectl(['delete', 'pod', ...Object.keys(pods), '--wait=false'])
  await callers.kubectl(['delete', 'networkpolicy', 'closed'])
}

async function tryAll({ cluster, callers, servers }: Installation): Promise<string> {
  if (!(await isEnforced(callers))) throw new NotHere('its network plugin does not enforce NetworkPolicy')
  const dispatch = (await cluster.readyPodsOf('dispatch'))[0]!.metadata.name
  const [intake, directory] = await Promise.all([hostOf(cluster, 'intake'), hostOf(cluster, 'directory')])
  const stranger = await addressOf(callers, 'stranger')
  const tries = [
    [callers, 'gateway', intake, 80, 'reached'],
    [callers, 'gateway', directory, 9090, 'not reached'],
    [callers, 'stranger', intake, 80, 'not reached'],
    [callers, 'stranger', directory, 9090, 'not reached'],
    [cluster, dispatch, intake, 9090, 'reached'],
    [cluster, dispatch, directory, 9090, 'not reached'],
    [cluster, dispatch, servers.address, servers.issuerPort, 'reached'],
    [cluster, dispatch, stranger, 8080, 'not reached'],
  ] as const
  for (const [within, from, host, port, expected] of tries) {
    assert.equal(await reaches(within, from, host, port), expected, `from ${from} to ${host}:${port}`)
  }
  return `${tries.length} pairs`
}

/** Whether this cluster's network does what a policy says: it is up to its plugin, and takes it a moment. */
async function isEnforced(callers: Cluster): Promise<boolean> {
  const address = await addressOf(callers, 'closed')
  const attempt = async () => assert.equal(await reaches(callers, 'stranger', address, 8080), 'not reached')
  return eventually(attempt, { timeout: 10_000, interval: 1_000 }).then(
    () => true,
    () => false,
  )
}

const hostOf = async (cluster: Cluster, service: 'intake' | 'directory') => new URL(await urlWithin(cluster, service)).hostname
const addressOf = async (cluster: Cluster, pod: string) => (await cluster.get<Pod>('pod', pod)).status.podIP!

async function reaches(cluster: Cluster, from: string, host: string, port: number): Promise<string> {
  return (await cluster.exec(from, 'node', '-e', CONNECTS, host, String(port))).trim()
}
