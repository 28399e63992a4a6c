import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import type { Outgoing } from '@yiwang/messaging'
import { Clock, record, Sealing } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { insertNumbers, knownMatters, lockSystem, saveQuarantine, saveWaiting, unseen } from './adapters/db/inbound.repository.ts'
import { messagesOf, namesOf, standingsOf } from './adapters/db/inbound-rows.ts'
import { insertMatters } from './adapters/db/matters.repository.ts'
import { latestPack, type StoredPack } from './adapters/db/packs.repository.ts'
import { findQuarantined, heldOf, waitingFor } from './adapters/db/quarantine.repository.ts'
import { insertMessages } from './adapters/db/source-messages.repository.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import { factsOf } from './adapters/kafka/intake-events.ts'
import { sealContact } from './adapters/sealed-columns.ts'
import { FieldsCheck } from './domain/fields.ts'
import { type Arrival, type Reading, readArrival } from './domain/inbound/arrival.ts'
import { type Held, type Outcome, SortArrivals } from './domain/inbound/sort-arrivals.ts'
import type { Matter } from './domain/matter.ts'

type Read = (arrival: Arrival) => Reading

/** What legacy systems put on the bus becomes matters, messages about matters, or entries of the quarantine: nothing is dropped. */
@Injectable()
export class InboundService {
  private readonly fieldsCheck = new FieldsCheck()

  constructor(
    private readonly directory: DirectoryView,
    private readonly sealing: Sealing,
    private readonly clock: Clock,
  ) {
    record('eventsHeld', 0)
  }

  /** A batch of one system, in the order of its arrival; answers what is to be emitted. */
  async take(tx: Transaction, system: string, arrivals: readonly Arrival[]): Promise<Outgoing[]> {
    await lockSystem(tx, system)
    const stored = await this.packOf(tx, system)
    const fresh = await unseen(tx, system, arrivals)
    return this.save(tx, stored, await this.sort(tx, stored, fresh))
  }

  /** An entry of the quarantine once more, with the pack as it is now; nothing if somebody else was faster. */
  async retry(tx: Transaction, system: string, id: string): Promise<Outgoing[]> {
    await lockSystem(tx, system)
    const entry = await findQuarantined(tx, this.sealing, id)
    if (entry?.state !== 'HELD') return []
    const held = heldOf(entry)
    const stored = await this.packOf(tx, system)
    return this.save(tx, stored, await this.sort(tx, stored, [held.arrival], held))
  }

  private async packOf(tx: Transaction, system: string): Promise<StoredPack> {
    const stored = await latestPack(tx, system)
    if (!stored) throw new Error(`there is no mapping pack of ${system}`)
    return stored
  }

  private async sort(tx: Transaction, { system, pack }: StoredPack, arrivals: readonly Arrival[], held?: Held): Promise<Outcome[]> {
    const read = remembering((arrival) => readArrival(arrival, pack, this.directory, this.fieldsCheck))
    const waiting = await waitingForAny(arrivals, read, (numbers) => waitingFor(tx, this.sealing, system, numbers))
    const numbers = [...arrivals, ...[...waiting.values()].flat().map(({ arrival }) => arrival)].flatMap((arrival) =>
      numbersOf(read(arrival)),
    )
    const known = await knownMatters(tx, system, numbers)
    const sorting = new SortArrivals({ known, waiting, read, newId: uuid })
    for (const arrival of arrivals) sorting.take(arrival, held)
    return sorting.outcomes
  }

  private async save(tx: Transaction, stored: StoredPack, outcomes: readonly Outcome[]): Promise<Outgoing[]> {
    const { system } = stored
    const now = this.clock.now()
    const matters = outcomes.flatMap((outcome) => (outcome.is === 'received' ? [this.matterOf(outcome, stored)] : []))
    const standings = standingsOf(outcomes, stored.pack.defaultArea ?? this.directory.district)
    await insertMatters(tx, matters)
    await insertNumbers(tx, system, namesOf(outcomes))
    await insertMessages(tx, system, messagesOf(outcomes))
    await saveQuarantine(tx, this.sealing, system, standings, now)
    await saveWaiting(tx, system, standings)
    tx.afterCommit(() => count(system, outcomes))
    return factsOf({ outcomes, matters, standings, stored, at: now })
  }

  private matterOf({ matter, arrival, accepted }: Extract<Outcome, { is: 'received' }>, { system, version }: StoredPack): Matter {
    const { draft, place } = accepted
    return {
      id: matter.id,
      type: matter.type,
      typeVersion: matter.typeVersion,
      text: draft.text ?? '',
      fields: draft.fields,
      area: place.area,
      ...(place.point && { point: place.point }),
      ...(place.sent && { sentPoint: place.sent }),
      ...(draft.contact && { contact: sealContact(this.sealing, matter.id, draft.contact) }),
      ...(draft.observedAt && { observedAt: draft.observedAt }),
      receivedAt: arrival.receivedAt,
      reporter: { kind: 'SYSTEM', id: system },
      origin: { system, source: arrival.source, eventId: arrival.eventId, number: draft.number, packVersion: version },
    }
  }
}

function count(system: string, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.is === 'received') record('mattersReceived', 1, { system })
    if (outcome.is === 'held') record('eventsHeld', 1, { system, reason: outcome.held.refusal.reason })
  }
}

function remembering(read: Read): Read {
  const readings = new Map<Arrival, Reading>()
  return (arrival) => {
    const known = readings.get(arrival) ?? read(arrival)
    readings.set(arrival, known)
    return known
  }
}

const numbersOf = ({ message }: Reading): string[] => (message ? [message.number, ...message.findBy] : [])

/** What waits for any of these, and what waits for what waits: an update may itself be what a later one refers to. */
async function waitingForAny(
  arrivals: readonly Arrival[],
  read: Read,
  find: (numbers: readonly string[]) => Promise<Map<string, Held[]>>,
): Promise<Map<string, Held[]>> {
  const waiting = new Map<string, Held[]>()
  const asked = new Set<string>()
  let numbers = arrivals.flatMap((arrival) => numbersOf(read(arrival)))
  while (numbers.length > 0) {
    for (const number of numbers) asked.add(number)
    const found = await find(numbers)
    for (const [number, held] of found) waiting.set(number, held)
    const next = [...found.values()].flat().flatMap(({ arrival }) => numbersOf(read(arrival)))
    numbers = [...new Set(next)].filter((number) => !asked.has(number))
  }
  return waiting
}
