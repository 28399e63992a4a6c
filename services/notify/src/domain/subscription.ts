/** What a webhook asked for. */
export interface Subscription {
  /** CloudEvents types. */
  readonly types: readonly string[]
  /** Code of an area: everything in it. */
  readonly area: string
}

/** Whether an event is one that the webhook asked for: its type, and its area inside the one named. */
export const wants = (subscription: Subscription, event: { readonly type: string; readonly area: string }): boolean =>
  subscription.types.includes(event.type) && event.area.startsWith(subscription.area)
