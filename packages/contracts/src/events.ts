import type { DescMessage } from '@bufbuild/protobuf'
import { ChangeSchema, GeometrySchema } from './gen/yiwang/directory/v1/events_pb.ts'
import { LedgerEntrySchema, ProgressSchema } from './gen/yiwang/dispatch/v1/events_pb.ts'
import { MatterEventSchema, QuarantineEventSchema } from './gen/yiwang/intake/v1/events_pb.ts'
import { DeliveryEventSchema } from './gen/yiwang/notify/v1/events_pb.ts'
import { ClockEventSchema, EscalationEventSchema } from './gen/yiwang/sla/v1/events_pb.ts'
import { DecisionEventSchema } from './gen/yiwang/voting/v1/events_pb.ts'
import { type Topic, topics } from './topics.ts'

/** A type of event: the CloudEvents `type`, the topic on which it travels and the message that is its value. */
export interface EventType<Schema extends DescMessage = DescMessage> {
  readonly type: string
  readonly fact: string
  readonly topic: Topic
  readonly schema: Schema
}

/** `yiwang.<topic without version>.<fact>.v1` for each fact that travels on a topic. */
function facts<Schema extends DescMessage, const Fact extends string>(topic: Topic, schema: Schema, names: readonly Fact[]) {
  const aggregate = topic.name.replace(/\.v\d+$/, '')
  return Object.fromEntries(
    names.map((fact) => [fact, { type: `yiwang.${aggregate}.${fact}.v1`, fact, topic, schema }]),
  ) as unknown as Record<Fact, EventType<Schema>>
}

export const events = {
  directoryChange: facts(topics.directoryChange, ChangeSchema, ['added', 'changed', 'retired']),
  directoryGeometry: facts(topics.directoryGeometry, GeometrySchema, ['added', 'changed', 'retired']),
  intakeMatter: facts(topics.intakeMatter, MatterEventSchema, ['received', 'source_updated', 'source_closed']),
  intakeQuarantine: facts(topics.intakeQuarantine, QuarantineEventSchema, ['held', 'replayed']),
  dispatchCase: facts(topics.dispatchCase, LedgerEntrySchema, [
    'registered',
    'accepted',
    'handed_over',
    'solved',
    'reported_up',
    'dispatched',
    'declined',
    'reclassified',
    'fed_back',
    'verified',
    'rework_ordered',
    'answered',
    'reopened',
    'closed',
    'withdrawn',
    'void_asked',
    'voided',
    'commented',
    'escalated',
    'escalation_withdrawn',
    'suspended',
    'resumed',
    'decision_requested',
  ]),
  dispatchProgress: facts(topics.dispatchProgress, ProgressSchema, ['advanced']),
  slaClock: facts(topics.slaClock, ClockEventSchema, ['started', 'moved', 'stopped', 'elapsed']),
  slaEscalation: facts(topics.slaEscalation, EscalationEventSchema, ['raised', 'withdrawn']),
  notifyDelivery: facts(topics.notifyDelivery, DeliveryEventSchema, ['sent', 'failed']),
  votingDecision: facts(topics.votingDecision, DecisionEventSchema, [
    'drafted',
    'published',
    'revised',
    'notice_ended',
    'opinions_ended',
    'opened',
    'extended',
    'voting_ended',
    'counted',
    'announced',
    'failed',
    'objections_ended',
    'execution_started',
    'progressed',
    'confirmed',
    'archived',
    'withdrawn',
    'told',
    'closed',
  ]),
  votingProgress: facts(topics.votingProgress, ProgressSchema, ['advanced']),
} as const

export const allEvents: readonly EventType[] = Object.values(events).flatMap((ofTopic) => Object.values(ofTopic))

const byType = new Map(allEvents.map((event) => [event.type, event]))
/** The event type with this CloudEvents `type`, if it is one of ours. */
export const eventTypeOf = (type: string): EventType | undefined => byType.get(type)
