import { randomUUID } from 'node:crypto'
import type { Scenario } from '../load/scenario.ts'
import { onceRegistered } from './lifecycle-4.ts'

export interface Lifecycle7Input {
  readonly intake: string
  readonly dispatch: string
  /** Tokens of those who report. */
  readonly residents: readonly string[]
  /** Tokens of those who work there, and the office to which matters are dispatched. */
  readonly streets: readonly {
    readonly code: string
    readonly office: string
    readonly dispatcher: string
    readonly handler: string
    readonly verifier: string
  }[]
}

/** A resident reports; the street dispatches it to an office, whose post takes it and feeds back; it is verified, and the resident answers. */
export const scenario: Scenario<Lifecycle7Input> =
  ({ intake, dispatch, residents, streets }) =>
  async (user, send) => {
    const token = residents[user % residents.length]!
    const { code, office, dispatcher, handler, verifier } = streets[user % streets.length]!
    const { body: matter } = await send({
      ...{ name: 'report', origin: intake, method: 'POST', path: '/v1/matters', token },
      headers: { 'idempotency-key': randomUUID() },
      body: { type: 'plain-street', text: '路灯不亮,夜间通行不便', areaCode: code },
    })
    const path = `/v1/cases/${matter.id}`
    const command = (name: string, as: string, body: object) =>
      ({ name, origin: dispatch, method: 'POST', path: `${path}/${name}`, token: as, body }) as const
    await onceRegistered(send, command('dispatch', dispatcher, { to: { unit: office } }))
    await send(command('accept', handler, {}))
    await send(command('feed-back', handler, { text: '已修复' }))
    await send(command('verify', verifier, { result: 'PASSED' }))
    await send(command('answer', token, { solved: true, rating: 5 }))
    await send({ name: 'get', origin: dispatch, method: 'GET', path, token })
  }
