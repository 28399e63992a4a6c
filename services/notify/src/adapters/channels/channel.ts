import type { TemplateParams } from '../../domain/template.ts'

/** One fact to one recipient. */
export interface Delivery {
  readonly id: string
  readonly eventId: string
  readonly eventType: string
  readonly caseId: string | null
  readonly area: string
  /** Id of a person, or of a webhook. */
  readonly recipient: string
  /** The instant of the fact. */
  readonly at: Date
  readonly template: string | null
  readonly templateVersion: number | null
  readonly params: TemplateParams
  readonly body: string | null
  /** Attempts so far, this one included. */
  readonly attempts: number
}

/** sent; or failed for now; or for good, so that it is not tried again. */
export type Outcome = { readonly sent: true } | { readonly sent: false; readonly reason: string; readonly final?: boolean }

/**
 * A way to reach a recipient. One file a channel; notify.module.ts names them. A crash may repeat a delivery, so a
 * channel tells its recipient once for each id, or gives the recipient the means to see the repetition.
 */
export interface Channel {
  /** As deliveries and their events name it. */
  readonly name: string
  /** Channels to people get everything that people are told; a recipient is the id of a person. */
  readonly reaches: 'PEOPLE' | 'SYSTEMS'
  /** Each recipient at its own pace, so that one who does not answer holds up nobody else. */
  readonly apart: boolean
  /** At most this many at once. */
  readonly batch: number
  /** One outcome for each delivery, in order. Throws only for what concerns all of them, such as a lost database. */
  deliver(deliveries: readonly Delivery[]): Promise<readonly Outcome[]>
  close?(): Promise<void>
}
