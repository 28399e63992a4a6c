import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { events, outboundTopic } from '@yiwang/contracts'
import { type Outgoing, type OutgoingForeign, outgoing } from '@yiwang/messaging'
import type { Held, Outcome } from '../../domain/inbound/sort-arrivals.ts'
import type { Matter } from '../../domain/matter.ts'
import type { MappingPack } from '../../domain/pack/mapping-pack.ts'
import type { StatusBack } from '../../domain/status-back.ts'
import type { Standing } from '../db/inbound.repository.ts'
import type { StoredPack } from '../db/packs.repository.ts'

const authorityCode = (authority: MappingPack['authority']): string => authority.toUpperCase()

/** `at` is the instant of the fact: that of reception, but for what comes out of quarantine. */
export function matterReceived(matter: Matter, authority?: MappingPack['authority'], at: Date = matter.receivedAt): Outgoing {
  const { id, origin, type, typeVersion, area, receivedAt, observedAt, reporter } = matter
  return outgoing({
    event: events.intakeMatter.received,
    key: id,
    subject: id,
    area,
    at,
    value: {
      matterId: id,
      ...(origin && { system: origin.system, source: origin.source, eventId: origin.eventId, foreignNumber: origin.number }),
      type,
      typeVersion,
      area,
      receivedAt: timestampFromDate(receivedAt),
      ...(observedAt && { observedAt: timestampFromDate(observedAt) }),
      reporter,
      ...(authority && { authority: authorityCode(authority) }),
    },
  })
}

/** A legacy system said more about its matter: an update, or that it closed it. */
export function sourceSpoke(outcome: Extract<Outcome, { is: 'updated' | 'closed' }>, { system, pack }: StoredPack, at: Date): Outgoing {
  const { is, matter, arrival, message } = outcome
  return outgoing({
    event: is === 'closed' ? events.intakeMatter.source_closed : events.intakeMatter.source_updated,
    key: matter.id,
    subject: matter.id,
    area: matter.area,
    at,
    value: {
      matterId: matter.id,
      system,
      source: arrival.source,
      eventId: arrival.eventId,
      foreignNumber: matter.number,
      type: matter.type,
      typeVersion: matter.typeVersion,
      area: matter.area,
      receivedAt: timestampFromDate(matter.receivedAt),
      ...(message.observedAt && { observedAt: timestampFromDate(message.observedAt) }),
      reporter: { kind: 'SYSTEM', id: system },
      authority: authorityCode(pack.authority),
    },
  })
}

export function quarantineFact(fact: 'held' | 'replayed', { id, arrival, refusal }: Held, area: string, at: Date): Outgoing {
  const { system, source, eventId, receivedAt } = arrival
  return outgoing({
    event: events.intakeQuarantine[fact],
    key: id,
    subject: id,
    area,
    at,
    value: {
      quarantineId: id,
      system,
      source,
      eventId,
      reason: refusal.reason,
      state: fact === 'held' ? 'HELD' : 'REPLAYED',
      area,
      receivedAt: timestampFromDate(receivedAt),
    },
  })
}

export interface Facts {
  readonly outcomes: readonly Outcome[]
  readonly matters: readonly Matter[]
  readonly standings: readonly Standing[]
  readonly stored: StoredPack
  readonly at: Date
}

/** What a batch of a legacy system has to tell, in the order in which it happened. */
export function factsOf({ outcomes, matters, standings, stored, at }: Facts): Outgoing[] {
  const matterById = new Map(matters.map((matter) => [matter.id, matter]))
  const standingById = new Map(standings.map((standing) => [standing.held.id, standing]))
  const factOf = (outcome: Outcome): Outgoing | undefined => {
    switch (outcome.is) {
      case 'received':
        return matterReceived(matterById.get(outcome.matter.id)!, stored.pack.authority, at)
      case 'updated':
      case 'closed':
        return sourceSpoke(outcome, stored, at)
      case 'held':
      case 'replayed':
        return quarantineFact(outcome.is, outcome.held, standingById.get(outcome.held.id)!.area, at)
      case 'named':
      case 'still-held':
        return undefined
    }
  }
  return outcomes.flatMap((outcome) => factOf(outcome) ?? [])
}

export interface ToldStatus {
  readonly system: string
  readonly number: string
  readonly matter: string
  readonly area: string
  readonly at: Date
  readonly value: StatusBack
}

/** What goes back to a legacy system, under its own number. */
export const statusChanged = ({ system, number, matter, area, at, value }: ToldStatus): OutgoingForeign => ({
  topic: outboundTopic(system),
  type: 'yiwang.intake.matter.status_changed.v1',
  key: number,
  subject: matter,
  area,
  at,
  value: { ...value },
})
