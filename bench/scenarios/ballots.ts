import { openSync, readSync } from 'node:fs'
import type { Scenario } from '../load/scenario.ts'
import { choiceOf, roomOf } from '../voters.ts'

export interface BallotsInput {
  readonly origin: string
  readonly decision: string
  /** Of every voter a token, one after the other, each of this length. */
  readonly tokens: string
  readonly length: number
  /** The voters who have not voted yet: from the first of them to before the last. */
  readonly from: number
  readonly to: number
}

/** Each turn another owner votes, with a token that nobody has seen before. */
export const scenario: Scenario<BallotsInput> = ({ origin, decision, tokens, length, from, to }) => {
  const file = openSync(tokens, 'r')
  const path = `/v1/decisions/${decision}/ballots`
  const bytes = Buffer.alloc(length)
  let next = from
  return async (_, send) => {
    const n = next++
    if (n >= to) throw new Error('everybody has voted')
    readSync(file, bytes, 0, length, n * length)
    await send({
      ...{ name: 'ballot', origin, method: 'POST', path, token: bytes.toString('latin1') },
      body: { room: roomOf(n), choices: choiceOf(n) },
    })
  }
}
