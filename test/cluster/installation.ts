import assert from 'node:assert/strict'
import { type ServiceName, services } from '../../tools/services.ts'
import type { Checks } from './checks.ts'
import type { Cluster } from './cluster.ts'
import type { Effects, Expected } from './effects.ts'
import { urlWithin } from './forwards.ts'
import { type LoadPlace, LoadPod, type LoadResult } from './load-pod.ts'
import type { ClusterOptions } from './options.ts'
import type { Release } from './release.ts'
import type { Servers } from './servers.ts'

export interface LoadOptions {
  readonly workers?: number
  /** 0: every answer counts. What is killed answers nothing: there a caller tries again, as callers do. */
  readonly retries?: number
  readonly notOn?: string
}

/** The platform in the cluster, with all that the checks on it need. */
export class Installation {
  constructor(
    readonly options: ClusterOptions,
    readonly checks: Checks,
    readonly cluster: Cluster,
    /** Another namespace, with those who call from outside. */
    readonly callers: Cluster,
    readonly servers: Servers,
    readonly release: Release,
    readonly effects: Effects,
    /** The image and labels of callers: whom the services let in. */
    readonly place: LoadPlace,
  ) {}

  /**
   * Makes a change while the load runs, from some seconds before it to some seconds after it. No request may fail, and what was answered must have
   * come about exactly once.
   */
  async underLoad(change: () => Promise<unknown>, options: LoadOptions = {}): Promise<string> {
    const load = await this.startLoad(options)
    const [changed, result] = await this.around(load, change)
    const effects = await this.expectAll(result)
    if (changed instanceof Error) throw changed
    const { requests, retried, p99Ms, slowest } = result
    const again = retried ? `, ${retried} tried again` : ''
    return `${requests} requests, 0 failed${again}, p99 ${p99Ms} ms, slowest ${slowest.ms} ms (${slowest.name}, ${slowest.at}); ${effects}`
  }

  async startLoad({ workers = 6, retries = 0, notOn }: LoadOptions = {}): Promise<LoadPod> {
    const urls = await Promise.all(services.map(async (name) => [name, await urlWithin(this.cluster, name)] as const))
    const [resident, dispatcher] = await Promise.all(['resident-1', 'dispatcher-1'].map((login) => this.servers.token(login)))
    const http = Object.fromEntries(urls) as Record<ServiceName, string>
    const plan = { http, resident: resident!, dispatcher: dispatcher!, workers, pauseMs: 30, retries }
    return LoadPod.start(this.callers, plan, { ...this.place, ...(notOn !== undefined && { notOn }) })
  }

  private async around(load: LoadPod, change: () => Promise<unknown>): Promise<[unknown, LoadResult]> {
    const margin = (this.options.loadSeconds * 1000) / 2
    await elapsed(margin)
    const changed = await change().catch((error: Error) => error)
    await elapsed(margin)
    return [changed, await load.stop()]
  }

  private async expectAll({ failed, failures, matters }: LoadResult): Promise<string> {
    assert.equal(failed, 0, `${failed} requests failed: ${JSON.stringify(failures)}`)
    return this.effects.expect(matters as Expected)
  }
}

const elapsed = (ms: number) => new Promise((done) => setTimeout(done, ms))
