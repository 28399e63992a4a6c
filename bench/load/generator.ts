// The load generator: does one job that its parent sends, answers with what became of it, and ends.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from './client.ts'
import type { ClosedLoop, Job, OpenLoop } from './job.ts'
import type { LoadRequest, Scenario, Send, Turn } from './scenario.ts'
import { Tally } from './tally.ts'

const MOST_TURNS = 2_000

process.once('message', async (job: Job) => {
  const { scenario } = (await import(join(import.meta.dirname, `../scenarios/${job.scenario}.ts`))) as { scenario: Scenario<unknown> }
  const result = await run(scenario(job.input), job.pace)
  process.send!(result, () => process.exit(0))
})

class Refused extends Error {
  constructor(readonly retryAfter: boolean) {
    super('429')
  }
}

async function run(turn: Turn, pace: ClosedLoop | OpenLoop) {
  const tally = new Tally()
  const client = new Client('users' in pace ? pace.users : (pace.most ?? MOST_TURNS))
  const one = (user: number, intended: number) => oneTurn(turn, user, intended, client, tally)
  if ('users' in pace) await closedLoop(pace, one, tally)
  else await openLoop(pace, one)
  const result = tally.result()
  await client.close()
  return result
}

type OneTurn = (user: number, intended: number) => Promise<void>

async function closedLoop({ users, seconds, warmUpSeconds = 0 }: ClosedLoop, one: OneTurn, tally: Tally): Promise<void> {
  let going = true
  const user = async (number: number) => {
    while (going) await one(number, performance.now())
  }
  // What is under way at the end is waited for by nobody and counted by nobody.
  void Promise.all(Array.from({ length: users }, (_, number) => user(number)))
  await pause(warmUpSeconds * 1000)
  tally.restart()
  await pause(seconds * 1000)
  going = false
}

async function openLoop({ phases, most = MOST_TURNS }: OpenLoop, one: OneTurn): Promise<void> {
  const underWay = new Set<Promise<void>>()
  let user = 0
  let intended = performance.now()
  for (const { rate, seconds } of phases) {
    const end = intended + seconds * 1000
    for (; intended < end; intended += 1000 / rate) {
      const early = intended - performance.now()
      if (early > 1) await pause(early)
      while (underWay.size >= most) await Promise.race(underWay)
      const turn: Promise<void> = one(user++, intended).finally(() => underWay.delete(turn))
      underWay.add(turn)
    }
    intended = end
  }
  await Promise.all(underWay)
}

async function oneTurn(turn: Turn, user: number, intended: number, client: Client, tally: Tally): Promise<void> {
  // The first request was meant to leave with its turn; the later ones begin when they are sent.
  let first = true
  const send: Send = async (request) => {
    const began = first ? intended : performance.now()
    first = false
    const answer = await client.send(request)
    if (answer.status === 429) throw new Refused(answer.retryAfter)
    if (answer.status < 400) tally.request(request.name, performance.now() - began)
    else if (!request.also?.includes(answer.status)) throw new Error(failureOf(request, answer))
    return answer
  }
  try {
    await turn(user, send)
    tally.done(performance.now() - intended)
  } catch (error) {
    if (error instanceof Refused) return tally.refused(error.retryAfter)
    tally.failed(error instanceof Error ? error.message : String(error))
    // A server that is gone refuses at once: without a pause its users would do nothing else.
    await pause(100)
  }
}

const failureOf = ({ name }: LoadRequest, { status, body }: { status: number; body: { type?: string } | undefined }) =>
  `${name}: ${status} ${body?.type ?? ''}`
