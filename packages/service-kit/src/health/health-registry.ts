import { record } from '../telemetry/telemetry.ts'

export interface Health {
  readonly ok: boolean
  /** Why not; said on /health/ready, so without data. */
  readonly reason?: string
  /** Of a consumer: how many events are known to wait for it. Being behind is no reason to take no requests. */
  readonly lag?: number
}
/** What messaging says of itself, as a check says it. */
export function healthOf(part: { readonly ready: boolean; readonly reason?: string } | undefined): Health {
  const { ready, reason } = part ?? { ready: false, reason: 'not yet started' }
  return { ok: ready, ...(reason !== undefined && { reason }) }
}

export type HealthCheck = () => Health | Promise<Health>

export interface Readiness {
  readonly status: 'ready' | 'not-ready'
  readonly checks: Readonly<Record<string, Health>>
}

const CHECK_TIMEOUT_MS = 2_000

/** What has to hold for the service to take requests. Whoever starts something registers its check here. */
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>()
  private stopping = false

  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check)
  }

  /** From now on not ready: no new requests should come. */
  stop(): void {
    this.stopping = true
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all([...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const))
    for (const [check, { ok }] of results) record('checkOk', ok ? 1 : 0, { check })
    if (this.stopping) results.push(['stopping', { ok: false, reason: 'the service is stopping' }])
    return { status: results.every(([, { ok }]) => ok) ? 'ready' : 'not-ready', checks: Object.fromEntries(results) }
  }
}

async function outcome(check: HealthCheck): Promise<Health> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, reason: `no answer within ${CHECK_TIMEOUT_MS} ms` }), CHECK_TIMEOUT_MS)
  })
  try {
    return await Promise.race([Promise.resolve().then(check), tooLate])
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message || error.name : 'the check failed' }
  } finally {
    clearTimeout(timer)
  }
}
