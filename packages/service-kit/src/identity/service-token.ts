import { z } from 'zod'
import type { Issuer } from './issuer.ts'

const REFRESH_BEFORE_MS = 60_000
const ATTEMPTS = 4

const grant = z.object({ access_token: z.string(), expires_in: z.number().default(300) })

export interface ServiceClient {
  readonly id: string
  readonly secret: string
}

/** The service's own access token (client credentials), kept until shortly before it expires. */
export class ServiceToken {
  private current: { token: string; until: number } | undefined
  private asking: Promise<string> | undefined

  constructor(
    private readonly issuer: Issuer,
    private readonly client: ServiceClient | undefined,
    private readonly audience: string,
  ) {}

  async get(): Promise<string> {
    if (this.current && performance.now() < this.current.until) return this.current.token
    this.asking ??= this.askWithRetry().finally(() => (this.asking = undefined))
    return this.asking
  }

  private async askWithRetry(): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.ask()
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt))
      }
    }
  }

  private async ask(): Promise<string> {
    if (!this.client) throw new Error('SERVICE_CLIENT_ID and SERVICE_CLIENT_SECRET are needed to call other services')
    const response = await fetch(await this.issuer.tokenEndpoint(), {
      method: 'POST',
      signal: AbortSignal.timeout(3_000),
      headers: { authorization: basic(this.client), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', audience: this.audience }),
    })
    if (!response.ok) throw new Error(`the issuer refused this service a token: ${response.status}`)
    const { access_token, expires_in } = grant.parse(await response.json())
    const lifetime = expires_in * 1000
    this.current = { token: access_token, until: performance.now() + Math.max(lifetime - REFRESH_BEFORE_MS, lifetime / 2) }
    return access_token
  }
}

const basic = ({ id, secret }: ServiceClient): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`
