import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inboundTopic } from '@yiwang/contracts'
import type { Random } from '../../tools/demo/random.ts'
import { inboundSamples } from '../journeys/bus.ts'
import type { TestPlatform } from '../platform/platform.ts'
import { Insistence } from './insistent.ts'
import { writeUntilAcknowledged } from './repeater.ts'

export const LEGACY_SYSTEM = 'city-management'

/** What somebody does, from the report to the end. */
export type Story = (feed: Feed, random: Random) => Promise<void>

/** A command that was answered with success. */
export interface Given {
  readonly id: string
  readonly command: string
  /** As the ledger keeps it. */
  readonly key: string
}

/** People and systems at work, each step of theirs insisted on until it is answered, and what they were answered. */
export class Feed {
  readonly insistence: Insistence
  readonly reported = new Map<string, { readonly type: string; readonly key: string }>()
  readonly given: Given[] = []
  readonly refused: string[] = []
  readonly legacy = new Set<string>()
  private readonly open = new Set<Promise<void>>()
  private readonly persons = new Map<string, string>()
  private propertyOffice: Promise<string> | undefined
  private running = true

  constructor(
    private readonly platform: TestPlatform,
    private readonly random: Random,
  ) {
    this.insistence = new Insistence((name) => platform.addresses(name), platform.issuer)
  }

  /** Begins this many matters a second until it is told to stop. */
  start(perSecond: number, stories: readonly Story[]): void {
    void this.every(1_000 / perSecond, () => this.begin(this.random.pick(stories)))
    void this.every(5_000 / perSecond, () => this.begin(() => this.reportFromLegacy()))
  }

  /** Begins nothing more; settles when everything that was begun is through. */
  async finish(): Promise<void> {
    this.running = false
    while (this.open.size > 0) await Promise.all(this.open)
  }

  giveUp(): void {
    this.running = false
    this.insistence.giveUp()
  }

  begin(story: Story): void {
    const telling = story(this, this.random)
      .catch((failure: Error) => void this.refused.push(failure.message))
      .finally(() => this.open.delete(telling))
    this.open.add(telling)
  }

  /** As a resident; settles with the id once it is answered. */
  async report(type: string): Promise<string> {
    const key = randomUUID()
    const body = { type, text: `事项 ${this.reported.size}` }
    const { status, body: matter } = await this.insistence.ask<{ id: string }>('resident-1', 'intake', 'POST', '/v1/matters', { body, key })
    if (status !== 201) throw new Error(`a report was answered ${status} ${JSON.stringify(matter)}`)
    this.reported.set(matter.id, { type, key })
    return matter.id
  }

  /** A command on a case, sent again with its key until it is answered. A case that is not registered yet is waited for. */
  async does(login: string, command: string, id: string, body: object = {}): Promise<void> {
    const key = randomUUID()
    const passes = (status: number) => status === 404
    const answer = await this.insistence.ask<object>(login, 'dispatch', 'POST', `/v1/cases/${id}/${command}`, { body, key, passes })
    if (answer.status >= 400) throw new Error(`${command} of ${login} was answered ${answer.status} ${JSON.stringify(answer.body)}`)
    this.given.push({ id, command, key: `${await this.personOf(login)} ${key}` })
  }

  /** What a legacy system writes counts as received once the broker has acknowledged it. */
  private async reportFromLegacy(): Promise<void> {
    const sample = inboundSamples(LEGACY_SYSTEM)[0]!
    const number = `FAULT-${this.legacy.size}-${randomUUID()}`
    const value = JSON.stringify({ ...sample.value, taskNum: number })
    const topic = this.platform.bus.prefix + inboundTopic(LEGACY_SYSTEM)
    await writeUntilAcknowledged(this.platform.bus.kafka, [{ topic, key: number, value, headers: { ...sample.headers, ce_id: number } }])
    this.legacy.add(number)
  }

  /** The office whose posts the demo people hold. */
  office(): Promise<string> {
    this.propertyOffice ??= this.insistence
      .ask<{ items: { id: string; code: string; kind: string }[] }>(
        'dispatcher-1',
        'directory',
        'GET',
        '/v1/units?area=500105005&pageSize=200',
      )
      .then(({ body }) => body.items.find(({ kind, code }) => kind === 'OFFICE' && code.includes('property-management'))!.id)
    return this.propertyOffice
  }

  private async personOf(login: string): Promise<string> {
    const known = this.persons.get(login)
    if (known) return known
    const { body } = await this.insistence.ask<{ person: string }>(login, 'directory', 'GET', '/v1/me')
    this.persons.set(login, body.person)
    return body.person
  }

  private async every(ms: number, begin: () => void): Promise<void> {
    while (this.running) {
      begin()
      await sleep(ms)
    }
  }
}
