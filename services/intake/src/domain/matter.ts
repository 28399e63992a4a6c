import type { Point } from '@yiwang/geo'
import type { SentPoint } from './pack/transforms.ts'

/** Where a matter of a legacy system comes from. */
export interface Origin {
  readonly system: string
  /** Source and id of the CloudEvent that created it. */
  readonly source: string
  readonly eventId: string
  /** Their own number. */
  readonly number: string
  readonly packVersion: number
}

export interface Reporter {
  readonly kind: 'STAFF' | 'RESIDENT' | 'SYSTEM'
  /** Id of the person; of a system its name. */
  readonly id: string
}

/** A matter as it was reported; it never changes. */
export interface Matter {
  readonly id: string
  readonly type: string
  readonly typeVersion: number
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Code of the smallest area that is known. */
  readonly area: string
  /** WGS 84. */
  readonly point?: Point
  readonly sentPoint?: SentPoint
  /** Encrypted. */
  readonly contact?: Buffer
  readonly observedAt?: Date
  readonly receivedAt: Date
  readonly reporter: Reporter
  readonly origin?: Origin
}

/** What dispatch and sla say about the case of a matter. */
export interface FollowedCase {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly unit: string
  readonly area: string
  readonly dueAt?: Date
}

export const endStates: readonly string[] = ['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID']
