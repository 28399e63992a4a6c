/** A topic of ours. Its partition count never changes once it exists. */
export interface Topic {
  /** Without the prefix by which districts share a cluster. */
  readonly name: string
  readonly partitions: number
  /** keep: every event for ever. compact: the last event of each key. */
  readonly cleanup: 'keep' | 'compact'
}

const keep = (name: string): Topic => ({ name, partitions: 4, cleanup: 'keep' })
const compact = (name: string, partitions = 1): Topic => ({ name, partitions, cleanup: 'compact' })

export const topics = {
  directoryChange: compact('directory.change.v1'),
  directoryGeometry: compact('directory.geometry.v1'),
  intakeMatter: keep('intake.matter.v1'),
  intakeQuarantine: keep('intake.quarantine.v1'),
  dispatchCase: keep('dispatch.case.v1'),
  dispatchProgress: compact('dispatch.progress.v1'),
  slaClock: keep('sla.clock.v1'),
  slaEscalation: keep('sla.escalation.v1'),
  notifyDelivery: keep('notify.delivery.v1'),
  votingDecision: keep('voting.decision.v1'),
  votingProgress: compact('voting.progress.v1'),
} as const satisfies Record<string, Topic>

/** Where references to what could not be consumed from `topic` go: `<topic>.dead`. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead`
/** What a legacy system writes. The topic says which system it is. */
export const inboundTopic = (system: string): string => `inbound.${system}.v1`
/** What a legacy system reads back. */
export const outboundTopic = (system: string): string => `outbound.${system}.v1`
