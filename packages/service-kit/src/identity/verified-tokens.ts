import type { JWTPayload } from 'jose'

/** At a kilobyte a token: ten megabytes. */
const MOST = 10_000

/**
 * Tokens whose signature and claims were found good, so that a person's next call does not cost another check: a fifth of a request's CPU.
 * They are good until they expire and only as long as the issuer's keys are those that verified them.
 */
export class VerifiedTokens {
  private readonly known = new Map<string, { readonly payload: JWTPayload; readonly until: number }>()
  private keys: object | undefined

  find(token: string, keys: object, now: number): JWTPayload | undefined {
    if (keys !== this.keys) return undefined
    const found = this.known.get(token)
    if (found && now < found.until) return found.payload
    if (found) this.known.delete(token)
    return undefined
  }

  add(token: string, payload: JWTPayload, keys: object, until: number): void {
    if (keys !== this.keys) this.known.clear()
    this.keys = keys
    if (this.known.size >= MOST) this.known.delete(this.known.keys().next().value!)
    this.known.set(token, { payload, until })
  }
}
