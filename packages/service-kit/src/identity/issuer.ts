import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { JWKSNoMatchingKey } from 'jose/errors'
import { RequestError } from '../errors/request-problems.ts'
import type { Health } from '../health/health-registry.ts'
import type { Logger } from '../logging/logger.ts'

interface Discovery {
  readonly issuer: string
  readonly jwks_uri: string
  readonly token_endpoint: string
}

/** Keys are asked for again after this, and for an unknown key id, but not more often than the second figure. */
const KEYS_FRESH_MS = 10 * 60_000
const ASK_AGAIN_MS = 1_000
const TIMEOUT_MS = 3_000

/** The OIDC issuer: its endpoints and keys, asked for when first needed and kept while it is away. */
export class Issuer {
  private discovery: Discovery | undefined
  private keys: JWTVerifyGetKey | undefined
  private askedAt = Number.NEGATIVE_INFINITY
  private asking: Promise<void> | undefined

  constructor(
    readonly url: string,
    private readonly log: Logger,
  ) {}

  /** The key that signed a token; a key id that is not known yet makes it ask the issuer. */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    if (this.isStale()) await this.refresh()
    if (!this.keys) throw new RequestError('unavailable', 'The issuer of access tokens cannot be reached. Try again.')
    try {
      return await this.keys(header, token)
    } catch (error) {
      if (!(error instanceof JWKSNoMatchingKey)) throw error
      await this.refresh()
      return this.keys(header, token)
    }
  }

  /** The keys as they were fetched last, while it is not yet time to ask for them again: another object is another fetch. */
  get freshKeys(): object | undefined {
    return this.isStale() ? undefined : this.keys
  }

  /** Without any keys every call would be refused; those that were fetched once go on while the issuer is away. */
  async health(): Promise<Health> {
    if (!this.keys) await this.refresh()
    return this.keys ? { ok: true } : { ok: false, reason: 'the issuer of access tokens has not given its keys yet' }
  }

  async tokenEndpoint(): Promise<string> {
    return (await this.discover()).token_endpoint
  }

  private isStale(): boolean {
    return !this.keys || performance.now() - this.askedAt > KEYS_FRESH_MS
  }

  /** Keeps the keys that it has when the issuer does not answer. */
  private async refresh(): Promise<void> {
    if (this.keys && performance.now() - this.askedAt < ASK_AGAIN_MS) return
    this.asking ??= this.fetchKeys()
      .catch((error: unknown) => this.log.warn({ err: error, issuer: this.url }, 'the issuer did not give its keys; those known go on'))
      .finally(() => {
        this.askedAt = performance.now()
        this.asking = undefined
      })
    await this.asking
  }

  private async fetchKeys(): Promise<void> {
    const { jwks_uri } = await this.discover()
    this.keys = createLocalJWKSet(await getJson<JSONWebKeySet>(jwks_uri))
  }

  private async discover(): Promise<Discovery> {
    const found = (this.discovery ??= await getJson<Discovery>(`${this.url.replace(/\/$/, '')}/.well-known/openid-configuration`))
    return found
  }
}

async function getJson<Json>(url: string): Promise<Json> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.json()) as Json
}
