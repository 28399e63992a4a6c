import { randomUUID } from 'node:crypto'
import type { Scenario } from '../load/scenario.ts'

export interface AcceptInput {
  readonly origin: string
  readonly workers: readonly { readonly token: string; readonly grid: string }[]
}

/** A grid worker reports a matter. */
export const scenario: Scenario<AcceptInput> =
  ({ origin, workers }) =>
  async (user, send) => {
    const { token, grid } = workers[user % workers.length]!
    await send({
      ...{ name: 'report', origin, method: 'POST', path: '/v1/matters', token },
      headers: { 'idempotency-key': randomUUID() },
      body: { type: 'plain-grid', text: '楼道堆放杂物,影响通行', areaCode: grid },
    })
  }
