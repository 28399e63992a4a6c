import type { Matter } from '../matter.ts'
import type { Message } from '../pack/read-event.ts'
import { Refusal } from '../pack/refusal.ts'
import type { AcceptedDraft } from './accept-draft.ts'
import type { Arrival, Reading } from './arrival.ts'

/** What is remembered of a matter of a legacy system. */
export type KnownMatter = Pick<Matter, 'id' | 'type' | 'typeVersion' | 'area' | 'receivedAt'> & { readonly number: string }

/** An event that waits in quarantine, with where it stands there. */
export interface Held {
  readonly id: string
  readonly arrival: Arrival
  readonly message?: Message | undefined
  readonly refusal: Refusal
}

/** In the order in which it happened. */
export type Outcome =
  | { readonly is: 'received'; readonly matter: KnownMatter; readonly arrival: Arrival; readonly accepted: AcceptedDraft }
  | { readonly is: 'updated' | 'closed'; readonly matter: KnownMatter; readonly arrival: Arrival; readonly message: Message }
  | { readonly is: 'named'; readonly number: string; readonly matter: KnownMatter }
  | { readonly is: 'held'; readonly held: Held }
  | { readonly is: 'still-held'; readonly held: Held }
  | { readonly is: 'replayed'; readonly held: Held; readonly matter: KnownMatter }

export interface Sorting {
  /** The matters that the numbers of these arrivals lead to. */
  readonly known: ReadonlyMap<string, KnownMatter>
  /** Held updates and closes by the numbers they wait for, oldest first. */
  readonly waiting: ReadonlyMap<string, readonly Held[]>
  readonly read: (arrival: Arrival) => Reading
  readonly newId: () => string
}

/** Sorts the events of one legacy system into matters, messages about matters, and quarantine, in the order of their arrival. */
export class SortArrivals {
  readonly outcomes: Outcome[] = []
  private readonly matters: Map<string, KnownMatter>
  private readonly waiting: Map<string, Held[]>
  private readonly settled = new Set<string>()

  constructor(private readonly sorting: Sorting) {
    this.matters = new Map(sorting.known)
    this.waiting = new Map([...sorting.waiting].map(([number, held]) => [number, [...held]]))
  }

  /** `held` says that the event comes out of quarantine. */
  take(arrival: Arrival, held?: Held): void {
    const reading = this.sorting.read(arrival)
    if (reading.kind === 'refused') this.hold(arrival, reading.message, reading.refusal, held)
    else if (reading.kind === 'create') this.create(arrival, reading.accepted, held)
    else this.later(arrival, reading.message, held)
  }

  private create(arrival: Arrival, accepted: AcceptedDraft, held?: Held): void {
    const { draft, type, place } = accepted
    if (this.matters.has(draft.number)) {
      this.hold(arrival, draft, new Refusal('number-in-use', '', 'another create has this number'), held)
      return
    }
    const { receivedAt } = arrival
    const matter = {
      id: this.sorting.newId(),
      type: type.code,
      typeVersion: type.version,
      area: place.area,
      receivedAt,
      number: draft.number,
    }
    this.outcomes.push({ is: 'received', matter, arrival, accepted })
    this.settle(held, matter)
    this.name(draft.number, matter)
  }

  private later(arrival: Arrival, message: Message, held?: Held): void {
    const number = message.findBy.find((candidate) => this.matters.has(candidate))
    if (number === undefined) {
      this.hold(arrival, message, new Refusal('waits-for-create', '', 'no create with this number has come yet'), held)
      return
    }
    const matter = this.matters.get(number)!
    this.outcomes.push({ is: message.operation === 'close' ? 'closed' : 'updated', matter, arrival, message })
    this.settle(held, matter)
    this.name(message.number, matter)
  }

  private settle(held: Held | undefined, matter: KnownMatter): void {
    if (!held) return
    this.settled.add(held.id)
    this.outcomes.push({ is: 'replayed', held, matter })
  }

  private hold(arrival: Arrival, message: Message | undefined, refusal: Refusal, before?: Held): void {
    const held: Held = { id: before?.id ?? this.sorting.newId(), arrival, message, refusal }
    this.outcomes.push({ is: before ? 'still-held' : 'held', held })
    if (refusal.reason !== 'waits-for-create' || !message || before) return
    for (const number of message.findBy) this.waiting.set(number, [...(this.waiting.get(number) ?? []), held])
  }

  /** A number leads to a matter from now on, and what waited for it goes on, in the order of its arrival. */
  private name(number: string, matter: KnownMatter): void {
    if (this.matters.has(number)) return
    this.matters.set(number, matter)
    this.outcomes.push({ is: 'named', number, matter })
    const waiting = this.waiting.get(number) ?? []
    this.waiting.delete(number)
    for (const held of waiting) if (!this.settled.has(held.id)) this.take(held.arrival, held)
  }
}
