import type { Scenario } from '../load/scenario.ts'

export interface OpinionsInput {
  readonly origin: string
  readonly decision: string
  /** Of one reader, with the page tokens that this reader got. */
  readonly token: string
  readonly pageTokens: readonly string[]
}

/** Somebody opens the list of opinions anywhere. */
export const scenario: Scenario<OpinionsInput> =
  ({ origin, decision, token, pageTokens }) =>
  async (_, send) => {
    const pageToken = pageTokens[Math.floor(Math.random() * pageTokens.length)]!
    const path = `/v1/decisions/${decision}/opinions?pageToken=${encodeURIComponent(pageToken)}`
    await send({ name: 'page', origin, method: 'GET', path, token })
  }
