import { setTimeout as sleep } from 'node:timers/promises'
import type { TestIssuer } from '@yiwang/testing'
import type { ServiceName } from '../../tools/services.ts'
import { type Answer, Person } from '../platform/person.ts'

/** What clients met before they got an answer. */
export interface Hardship {
  readonly requests: number
  readonly withoutAnswer: number
  readonly refusedForNow: Readonly<Record<string, number>>
  readonly unforeseen: readonly string[]
}

type Addresses = (name: ServiceName) => readonly { readonly http: string }[]

/** Asks again until it is answered: without an answer, 429, 503 and any 5xx are no answers. Each request goes to the next replica. */
export class Insistence {
  private requests = 0
  private withoutAnswer = 0
  private readonly refusedForNow: Record<string, number> = {}
  private readonly unforeseen: string[] = []
  private readonly people = new Map<string, Person>()
  private turn = 0
  private over = false

  constructor(
    private readonly addresses: Addresses,
    private readonly issuer: TestIssuer,
  ) {}

  /** From now on nobody insists any more. */
  giveUp(): void {
    this.over = true
  }

  hardship(): Hardship {
    const { requests, withoutAnswer, refusedForNow, unforeseen } = this
    return { requests, withoutAnswer, refusedForNow, unforeseen }
  }

  person(login: string): Person {
    const known = this.people.get(login) ?? new Person(login, this.replicaInTurn(), this.issuer)
    this.people.set(login, known)
    return known
  }

  /** `accepts` says of a refusal that it may pass by itself: news that have not arrived yet. */
  async ask<Body>(
    login: string,
    service: ServiceName,
    method: string,
    path: string,
    { body, key, passes = () => false }: { body?: unknown; key?: string; passes?: (status: number) => boolean } = {},
  ): Promise<Answer<Body>> {
    for (;;) {
      if (this.over) throw new Error(`nobody answered ${method} ${path} until the end`)
      this.requests++
      const answer = await this.person(login)
        .call<Body>(service, method, path, body, key ? { 'idempotency-key': key } : {})
        .catch(() => undefined)
      if (answer && answer.status < 500 && answer.status !== 429 && !passes(answer.status)) return answer
      this.note(answer, `${method} ${path}`)
      await sleep(150 + Math.random() * 350)
    }
  }

  private note(answer: Answer | undefined, request: string): void {
    if (!answer) this.withoutAnswer++
    else if (answer.status === 503 || answer.status === 429 || answer.status < 500)
      this.refusedForNow[answer.status] = (this.refusedForNow[answer.status] ?? 0) + 1
    else this.unforeseen.push(`${answer.status} ${request} ${JSON.stringify(answer.body)}`)
  }

  private replicaInTurn(): Record<ServiceName, string> {
    const next = (name: ServiceName) => {
      const replicas = this.addresses(name)
      return replicas[this.turn++ % replicas.length]!.http
    }
    return new Proxy({} as Record<ServiceName, string>, { get: (_, name) => next(name as ServiceName) })
  }
}
