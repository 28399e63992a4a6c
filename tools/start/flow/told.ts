import type { FlowEvent } from './flow-event.ts'

interface Telling {
  readonly about: string
  inbox: number
  webhooks: number
  failed: number
}

const gatherMs = 700

/** Gathers the deliveries of one fact into one line: how many people were told. */
export class Told {
  readonly #tellings = new Map<string, Telling>()

  constructor(
    private readonly nameOf: (caseOrEvent: string) => string,
    private readonly print: (text: string, time: string | undefined) => void,
  ) {}

  add({ fact, value, time }: FlowEvent): void {
    const eventId = String(value['eventId'])
    const telling = this.#tellings.get(eventId) ?? this.#begin(eventId, value, time)
    if (fact === 'failed') telling.failed++
    else if (value['channel'] === 'WEBHOOK') telling.webhooks++
    else telling.inbox++
  }

  #begin(eventId: string, value: FlowEvent['value'], time: string | undefined): Telling {
    const type = String(value['eventType'])
      .replace('yiwang.', '')
      .replace(/\.v\d+$/, '')
    const about = type === 'voting.decision.told' ? String(value['template']) : type
    const telling = { about, inbox: 0, webhooks: 0, failed: 0 }
    this.#tellings.set(eventId, telling)
    setTimeout(() => this.#say(eventId, value.caseId ?? eventId, telling, time), gatherMs).unref()
    return telling
  }

  #say(eventId: string, of: string, { about, inbox, webhooks, failed }: Telling, time: string | undefined): void {
    this.#tellings.delete(eventId)
    const parts = [
      inbox > 0 && `${inbox} ${inbox === 1 ? 'person' : 'people'}`,
      webhooks > 0 && `${webhooks} ${webhooks === 1 ? 'system' : 'systems'}`,
      failed > 0 && `${failed} not reached`,
    ].filter(Boolean)
    this.print(`${this.nameOf(of)} ${about}: ${parts.join(', ')}`, time)
  }
}
