import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { eventually, type TestIssuer } from '@yiwang/testing'
import type { ServiceName } from '../../tools/services.ts'

const root = resolve(import.meta.dirname, '../..')

export interface CaseView {
  readonly id: string
  readonly number: string
  readonly type: string
  readonly area: string
  readonly state: string
  readonly round: number
  readonly holder: {
    readonly level: string
    readonly unit: string
    readonly post?: string
    readonly person?: string
    readonly since: string
  }
  readonly receivedAt: string
  readonly verifiedAt?: string
  readonly closedAt?: string
  readonly caseDueAt: string
  readonly stepDueAt: string
  readonly light: string
  readonly version: number
  readonly allowed: readonly string[]
}
export interface Entry {
  readonly caseId: string
  readonly seq: number
  readonly fact: string
  readonly at: string
  readonly state: string
  readonly prevHash: string
  readonly hash: string
  readonly [member: string]: unknown
}
export interface Stretch {
  readonly round: number
  readonly from: string
  readonly to?: string
  readonly level: string
  readonly unit: string
  readonly post?: string
  readonly person?: string
  readonly workingMs: number
  readonly overdueMs: number
}
export interface LedgerView {
  readonly entries: readonly Entry[]
  readonly texts: readonly { readonly seq: number; readonly text: string; readonly salt: string }[]
  readonly stretches: readonly Stretch[]
}
export interface ClockView {
  readonly id: string
  readonly kind: string
  readonly epoch: number
  readonly startedAt: string
  readonly dueAt: string
  readonly stoppedAt?: string
  readonly rungs: readonly {
    readonly rung: number
    readonly plannedAt?: string
    readonly firedAt?: string
    readonly withdrawnAt?: string
  }[]
}
export interface InboxView {
  readonly items: readonly { readonly eventId: string; readonly type: string; readonly caseId?: string; readonly title: string }[]
  readonly unread: number
}

/** What a service answered. */
export interface Answer<Body = unknown> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

/** One who calls the services over HTTP, with a token of their own. */
export class Person {
  private accessToken: Promise<string> | undefined

  constructor(
    readonly login: string,
    private readonly http: Record<ServiceName, string>,
    private readonly issuer: Pick<TestIssuer, 'token'>,
  ) {}

  token(): Promise<string> {
    this.accessToken ??= this.issuer.token(this.login)
    return this.accessToken
  }

  async call<Body = unknown>(
    service: ServiceName,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const isForm = body instanceof FormData
    const content = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }
    const response = await fetch(this.http[service] + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...content,
    })
    const text = await response.text()
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, headers: response.headers }
  }

  /** As `call`, for what must succeed. */
  async ask<Body = unknown>(
    service: ServiceName,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Body> {
    const answer = await this.call<Body>(service, method, path, body, headers)
    if (answer.status >= 400)
      throw new Error(`${this.login}: ${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** Reports a matter and waits until it is a case. */
  async report(matter: { type: string; text: string; [field: string]: unknown }): Promise<string> {
    const { id } = await this.ask<{ id: string }>('intake', 'POST', '/v1/matters', matter, { 'idempotency-key': randomUUID() })
    await eventually(async () => {
      const { case: registered } = await this.ask<{ case?: object }>('intake', 'GET', `/v1/matters/${id}`)
      if (!registered) throw new Error(`${id} is not registered yet`)
    })
    return id
  }

  case = (id: string) => this.ask<CaseView>('dispatch', 'GET', `/v1/cases/${id}`)
  ledger = (id: string) => this.ask<LedgerView>('dispatch', 'GET', `/v1/cases/${id}/ledger`)
  clocks = async (id: string) => (await this.ask<{ items: ClockView[] }>('sla', 'GET', `/v1/cases/${id}/clocks`)).items
  inbox = () => this.ask<InboxView>('notify', 'GET', '/v1/inbox?pageSize=200')

  /** Gives a command on a case. */
  does = (command: string, id: string, body: object = {}) => this.ask<CaseView>('dispatch', 'POST', `/v1/cases/${id}/${command}`, body)

  async unit(area: string, kind: string, namePart = ''): Promise<string> {
    const { items } = await this.ask<{ items: { id: string; code: string; kind: string }[] }>(
      'directory',
      'GET',
      `/v1/units?area=${area}&pageSize=200`,
    )
    const found = items.find((unit) => unit.kind === kind && unit.code.includes(namePart))
    if (!found) throw new Error(`no ${kind} ${namePart} in ${area}`)
    return found.id
  }

  async me() {
    return this.ask<{ person: string; kind: string; posts: { id: string; role: string; unit: string; area: string }[] }>(
      'directory',
      'GET',
      '/v1/me',
    )
  }

  async upload(content: Buffer, name: string): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(content)]), name)
    return (await this.ask<{ id: string }>('intake', 'POST', '/v1/attachments', form)).id
  }

  async putPack(system: string): Promise<void> {
    const pack = JSON.parse(readFileSync(resolve(root, `demo/packs/${system}.json`), 'utf8')) as unknown
    await this.ask('intake', 'PUT', `/v1/mapping-packs/${system}`, pack)
  }
}
