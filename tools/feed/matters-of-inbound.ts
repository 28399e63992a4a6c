import { setTimeout as pause } from 'node:timers/promises'
import { topics } from '@yiwang/contracts'
import type { Consumer, Kafka } from '@yiwang/messaging'

/** Which matter came of which event of a legacy system, from the moment it is opened. */
export class MattersOfInbound {
  readonly #matters = new Map<string, string>()
  readonly #consumer: Consumer

  constructor(kafka: Kafka, run: string) {
    this.#consumer = kafka.consume({
      group: `demo-feed-${run}`,
      topics: [(process.env['TOPIC_PREFIX'] ?? '') + topics.intakeMatter.name],
      from: 'latest',
      commit: false,
      onRecords: async (records) => {
        for (const { value } of records) this.#note(JSON.parse(value?.toString() ?? '{}'))
        return 'done'
      },
    })
  }

  /** Ready when nothing that comes from now on is missed. */
  async ready(signal: AbortSignal): Promise<void> {
    while (!this.#consumer.health().ready) await pause(50, undefined, { signal })
  }

  async of(system: string, eventId: string, signal: AbortSignal): Promise<string> {
    for (let tries = 0; tries < 600; tries++) {
      const matter = this.#matters.get(`${system} ${eventId}`)
      if (matter) return matter
      await pause(100, undefined, { signal })
    }
    throw new Error(`no matter came of the event ${eventId} of ${system}`)
  }

  close(): Promise<void> {
    return this.#consumer.close()
  }

  #note({ system, eventId, matterId }: { system?: string; eventId?: string; matterId?: string }): void {
    if (system && eventId && matterId) this.#matters.set(`${system} ${eventId}`, matterId)
  }
}
