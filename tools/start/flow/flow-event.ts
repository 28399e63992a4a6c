import type { KafkaRecord } from '@yiwang/messaging'

/** An event as the terminal needs it: which fact of what, when on the demo clock, and its value as JSON. */
export interface FlowEvent {
  /** `dispatch.case`, `sla.escalation`, `outbound.<system>` … */
  readonly topic: string
  readonly fact: string
  readonly id: string
  readonly time: string | undefined
  readonly value: FlowValue
}

/** The fields that lines are made of, of whatever event has them. */
export interface FlowValue {
  readonly [field: string]: unknown
  readonly caseId?: string
  readonly decisionId?: string
  readonly number?: string
  readonly area?: string
  readonly unit?: string
  readonly state?: string
  readonly stage?: string
  readonly passed?: boolean
  readonly system?: string
  readonly foreignNumber?: string
  readonly type?: string
  readonly kind?: string
  readonly dueAt?: string
  readonly actor?: { kind: string; id: string; post?: string }
  readonly details?: { type?: string; result?: string; rating?: number; cause?: string; source?: { system: string; fact: string } }
}

export function flowEvent({ topic, headers, value }: KafkaRecord): FlowEvent | undefined {
  const prefix = process.env['TOPIC_PREFIX'] ?? ''
  try {
    return {
      topic: topic.slice(prefix.length).replace(/\.v\d+$/, ''),
      fact: headers['ce_type']?.toString().split('.').at(-2) ?? '',
      id: headers['ce_id']?.toString() ?? '',
      time: headers['ce_time']?.toString(),
      value: JSON.parse(value?.toString() ?? '{}'),
    }
  } catch {
    return undefined
  }
}
