import { setTimeout as pause } from 'node:timers/promises'
import { outboundTopic, topics } from '@yiwang/contracts'
import { connectKafka, type KafkaRecord } from '@yiwang/messaging'
import { issueToken } from '../../issuer/token.ts'
import type { DataFolder } from '../data-folder.ts'
import type { Endpoints } from '../endpoints.ts'
import { paint, print } from '../terminal.ts'
import { flowEvent } from './flow-event.ts'
import { type FlowLine, lineOf, onTheClock } from './flow-lines.ts'
import { ServiceNames } from './names.ts'
import { Told } from './told.ts'

const systems = ['city-management', 'comprehensive-governance', 'emergency-command']
const followed = [
  topics.intakeMatter,
  topics.intakeQuarantine,
  topics.dispatchCase,
  topics.slaClock,
  topics.slaEscalation,
  topics.votingDecision,
  topics.notifyDelivery,
]

/** Prints what happens on the bus from now on, a line a fact. Settles when it listens, and listens until this process ends. */
export async function followFlow(endpoints: Endpoints, folder: DataFolder): Promise<void> {
  const prefix = process.env['TOPIC_PREFIX'] ?? ''
  const kafka = connectKafka({ brokers: endpoints.kafka, clientId: 'launcher' })
  const wanted = [...followed.map(({ name }) => name), ...systems.map(outboundTopic)].map((name) => prefix + name)
  const terminal = new FlowTerminal(endpoints, folder)
  const consumer = kafka.consume({
    group: `launcher-${crypto.randomUUID()}`,
    topics: [...(await kafka.partitionsOf(wanted)).keys()],
    from: 'latest',
    commit: false,
    onRecords: async (records) => {
      for (const record of records) await terminal.show(record)
      return 'done'
    },
  })
  for (let tries = 0; tries < 200 && !consumer.health().ready; tries++) await pause(50)
}

class FlowTerminal {
  readonly #names: ServiceNames
  readonly #numbers = new Map<string, string>()
  readonly #told: Told

  constructor(endpoints: Endpoints, folder: DataFolder) {
    const request = { login: 'district-1', audience: 'yiwang', expiresInSeconds: 3600 }
    this.#names = new ServiceNames(endpoints.http, () => issueToken(endpoints.issuer, folder.issuerKeys, request))
    this.#told = new Told(
      (about) => this.#numbers.get(about) ?? '',
      (text, time) => printLine({ word: 'told', colour: 'blue', text }, time),
    )
  }

  async show(record: KafkaRecord): Promise<void> {
    const event = flowEvent(record)
    if (!event) return
    const { caseId, number, decisionId } = event.value
    if (caseId && number) this.#numbers.set(caseId, number)
    // What people are told of a decision names the event and not the decision.
    if (decisionId && event.fact === 'told') this.#numbers.set(event.id, await this.#names.decision(decisionId))
    if (event.topic === 'notify.delivery') return this.#told.add(event)
    const line = await lineOf(event, this.#names)
    if (line) printLine(line, event.time)
  }
}

function printLine({ word, colour, text }: FlowLine, time: string | undefined): void {
  print(`${paint('grey', onTheClock(time).padEnd(14))} ${paint(colour, word.padEnd(9))} ${text}`)
}
