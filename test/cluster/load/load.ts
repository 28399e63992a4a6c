// A load from inside the cluster, by nothing but what Node has: it runs in a pod, as it stands here. Each worker brings one matter after the other,
// takes the case, and declines it, through the services' names. Nothing is tried again unless the plan says so: every answer that is not
// the expected one counts as a failure. At SIGTERM each worker ends the matter in hand; then the summary is printed.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadPlan } from '../load-pod.ts'

interface Answer {
  readonly status: number
  readonly body: string
}

const plan = JSON.parse(readFileSync('/load/plan/plan.json', 'utf8')) as LoadPlan
const PATIENCE_MS = 30_000
const RETRY_MS = 300
const times: number[] = []
const failures: Record<string, number> = {}
let [requests, failed, retried, matters] = [0, 0, 0, 0]
let slowest = { name: '', ms: 0, at: '' }
let ending = false
process.on('SIGTERM', () => (ending = true))

class Failure extends Error {}

function call(agent: http.Agent, url: string, method: string, token: string, body: object | undefined, key: string): Promise<Answer> {
  const content = body && JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${token}`,
    'idempotency-key': key,
    ...(content && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
  }
  return new Promise((answer, refuse) => {
    let reached = 'name'
    const request = http.request(url, { agent, method, headers, timeout: 10_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('end', () => answer({ status: response.statusCode ?? 0, body: text }))
      response.on('error', refuse)
    })
    // What a failure says: how far it came, and over which connection.
    const failure = (what: string) =>
      new Error(`${what} (${request.reusedSocket ? 'kept' : 'new'} connection, got as far as its ${reached})`)
    request.on('socket', (socket) => {
      if (!socket.connecting) reached = 'answer'
      socket.once('lookup', () => (reached = 'connection')).once('connect', () => (reached = 'answer'))
    })
    request.on('timeout', () => request.destroy(failure('no answer within 10 s')))
    request.on('error', (error: NodeJS.ErrnoException) => refuse(error.code ? failure(error.code) : error))
    request.end(content)
  })
}

/** One caller: half of them keep their connections, as a gateway does, half of them open one for each request. */
class Caller {
  private readonly agent: http.Agent

  constructor(keepAlive: boolean) {
    this.agent = new http.Agent({ keepAlive, maxSockets: 2 })
  }

  /** The answer, if it is one of those expected. */
  async ask(name: string, service: string, path: string, expected: readonly number[], token: string, body?: object): Promise<Answer> {
    const key = randomUUID()
    for (let attempt = 0; ; attempt++) {
      const start = performance.now()
      requests++
      const outcome = await call(this.agent, plan.http[service] + path, body ? 'POST' : 'GET', token, body, key).catch(
        (error) => error as Error,
      )
      note(name, performance.now() - start)
      if (!(outcome instanceof Error) && expected.includes(outcome.status)) return outcome
      const what = outcome instanceof Error ? outcome.message : `${outcome.status} ${outcome.body.slice(0, 200)}`
      if (attempt >= plan.retries) {
        failed++
        failures[`${name}: ${what}`] = (failures[`${name}: ${what}`] ?? 0) + 1
        print({ failed: `${name}: ${what}`, at: new Date().toISOString() })
        throw new Failure()
      }
      retried++
      await pause(RETRY_MS)
    }
  }
}

async function bringOne(caller: Caller): Promise<void> {
  const facts: string[] = []
  const { resident, dispatcher } = plan
  const report = { type: 'plain-street', text: '负载', areaCode: '500105005' }
  const { id } = JSON.parse((await caller.ask('report', 'intake', '/v1/matters', [201], resident, report)).body) as { id: string }
  try {
    await untilRegistered(caller, id)
    facts.push('registered')
    await caller.ask('accept', 'dispatch', `/v1/cases/${id}/accept`, [200], dispatcher, {})
    facts.push('accepted')
    await caller.ask('clocks', 'sla', `/v1/cases/${id}/clocks`, [200, 404], dispatcher)
    await caller.ask('inbox', 'notify', '/v1/inbox', [200], dispatcher)
    await caller.ask('me', 'directory', '/v1/me', [200], dispatcher)
    await caller.ask('decline', 'dispatch', `/v1/cases/${id}/decline`, [200], dispatcher, { reason: '重复' })
    facts.push('declined')
  } finally {
    matters++
    print({ matter: id, facts })
  }
}

async function untilRegistered(caller: Caller, id: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const { status } = await caller.ask('case', 'dispatch', `/v1/cases/${id}`, [200, 404], plan.dispatcher)
    if (status === 200) return
    if (performance.now() > end) {
      failed++
      failures['case: not registered within 30 s'] = (failures['case: not registered within 30 s'] ?? 0) + 1
      throw new Failure()
    }
    await pause(50)
  }
}

async function work(worker: number): Promise<void> {
  const caller = new Caller(worker % 2 === 0)
  while (!ending) {
    await bringOne(caller).catch((error) => {
      if (!(error instanceof Failure)) throw error
    })
    await pause(plan.pauseMs)
  }
}

function note(name: string, ms: number): void {
  times.push(ms)
  if (ms > slowest.ms) slowest = { name, ms: Math.round(ms), at: new Date().toISOString() }
}

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const percentile = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)

await Promise.all(Array.from({ length: plan.workers }, (_, worker) => work(worker)))
times.sort((a, b) => a - b)
print({ summary: { requests, failed, retried, matters, p50Ms: percentile(0.5), p99Ms: percentile(0.99), slowest, failures } })
