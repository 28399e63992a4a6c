import { randomUUID } from 'node:crypto'
import { allEvents, inboundTopic, type Topic, topics } from '@yiwang/contracts'
import type { RecordToSend } from '@yiwang/messaging'
import type { ServiceName } from '../../tools/services.ts'
import type { TestPlatform } from '../platform/platform.ts'
import { LEGACY_SYSTEM } from './feed.ts'
import { writeUntilAcknowledged } from './repeater.ts'

const VALUE = 'this is no JSON'

/** Who reads what into a database, and so parks what it cannot apply. */
const READERS: Readonly<Record<string, readonly ServiceName[]>> = {
  [topics.intakeMatter.name]: ['dispatch', 'notify'],
  [topics.intakeQuarantine.name]: ['notify'],
  [topics.dispatchCase.name]: ['intake', 'sla', 'notify', 'voting'],
  [topics.dispatchProgress.name]: ['sla'],
  [topics.slaClock.name]: ['dispatch', 'intake', 'notify', 'voting'],
  [topics.slaEscalation.name]: ['dispatch', 'notify'],
  [topics.votingDecision.name]: ['dispatch', 'sla', 'notify'],
  [topics.votingProgress.name]: ['sla'],
}

/** What must be parked, and how it gets away again. */
export interface ParkedByPoison {
  readonly service: ServiceName
  /** Named as its service. */
  readonly consumer: string
  readonly topic: string
  readonly key: string
  readonly reason: string
  readonly cure: 'replay' | 'drop'
}

/** One event on every topic that nobody can apply, under a key of its own. */
export class Poison {
  readonly expected: ParkedByPoison[] = []
  /** Known to dispatch only with a version of a type that is not imported yet: this one can be cured. */
  readonly curable = randomUUID()
  /** In quarantine, since a legacy system wrote it. */
  readonly quarantined = `POISON-${randomUUID()}`

  constructor(private readonly platform: TestPlatform) {}

  async write(): Promise<void> {
    const { now } = await this.platform.person('dispatcher-1').ask<{ now: string }>('directory', 'GET', '/v1/now')
    const { prefix, kafka } = this.platform.bus
    const records = Object.values(topics).map((topic) => this.unreadable(topic, now))
    const fromOutside = {
      topic: prefix + inboundTopic(LEGACY_SYSTEM),
      key: this.quarantined,
      value: VALUE,
      headers: { ce_id: this.quarantined },
    }
    await writeUntilAcknowledged(kafka, [...records, fromOutside, ...this.ofUnknownVersion(now)])
  }

  private unreadable(topic: Topic, at: string): RecordToSend {
    const key = randomUUID()
    for (const consumer of READERS[topic.name] ?? [])
      this.expected.push({ service: consumer, consumer, topic: topic.name, key, reason: 'the value is not JSON', cure: 'drop' })
    const { type } = allEvents.find((event) => event.topic.name === topic.name)!
    return { topic: this.platform.bus.prefix + topic.name, key, value: VALUE, headers: headersOf(type, key, 1, at) }
  }

  /** Its first event, and one that waits behind it. */
  private ofUnknownVersion(at: string): RecordToSend[] {
    const { name } = topics.intakeMatter
    const reason = 'the catalogue has no version 2 of type plain-street'
    this.expected.push({ service: 'dispatch', consumer: 'dispatch', topic: name, key: this.curable, reason, cure: 'replay' })
    return ['received', 'source_updated'].map((fact, k) => {
      const headers = headersOf(`yiwang.intake.matter.${fact}.v1`, this.curable, k + 1, at)
      const value = {
        matterId: this.curable,
        type: 'plain-street',
        typeVersion: 2,
        area: '500105005',
        receivedAt: at,
        reporter: { kind: 'SYSTEM', id: 'test' },
        system: 'test',
        eventId: headers.ce_id,
      }
      return { topic: this.platform.bus.prefix + name, key: this.curable, value: JSON.stringify(value), headers }
    })
  }
}

const headersOf = (type: string, key: string, sequence: number, at: string) => ({
  ce_specversion: '1.0',
  ce_id: randomUUID(),
  ce_source: '/districts/500105/test',
  ce_type: type,
  ce_time: at,
  ce_subject: key,
  ce_sequence: String(sequence).padStart(10, '0'),
  ce_partitionkey: key,
  ce_area: '500105005',
  'content-type': 'application/json',
})
