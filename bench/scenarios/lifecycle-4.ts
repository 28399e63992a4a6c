import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, Send } from '../load/scenario.ts'

export interface Lifecycle4Input {
  readonly intake: string
  readonly dispatch: string
  readonly workers: readonly { readonly token: string; readonly grid: string }[]
}

/** A grid worker reports a matter, takes the case that it becomes, solves it, and looks at it. */
export const scenario: Scenario<Lifecycle4Input> =
  ({ intake, dispatch, workers }) =>
  async (user, send) => {
    const { token, grid } = workers[user % workers.length]!
    const { body: matter } = await send({
      ...{ name: 'report', origin: intake, method: 'POST', path: '/v1/matters', token },
      headers: { 'idempotency-key': randomUUID() },
      body: { type: 'plain-grid', text: '楼道堆放杂物,影响通行', areaCode: grid },
    })
    const path = `/v1/cases/${matter.id}`
    await onceRegistered(send, { name: 'accept', origin: dispatch, method: 'POST', path: `${path}/accept`, token, body: {} })
    await send({ name: 'solve', origin: dispatch, method: 'POST', path: `${path}/solve`, token, body: {} })
    await send({ name: 'get', origin: dispatch, method: 'GET', path, token })
  }

/** The case of a matter is there a moment later: who is too early is told 404, and tries again. */
export async function onceRegistered(send: Send, request: Parameters<Send>[0]): Promise<void> {
  for (let wait = 40; ; wait = Math.min(wait * 1.5, 200)) {
    await pause(wait)
    const { status } = await send({ ...request, also: [404] })
    if (status !== 404) return
  }
}
