/** An event as far as its place matters. */
export interface Numbered {
  readonly key: string
  readonly subject: string
  /** From 1 without gaps; 0 = carries no number, and is told apart otherwise. */
  readonly sequence: number
}

export interface Placement<E> {
  /** To be applied now, in this order. */
  readonly fresh: E[]
  /** To be parked. With a reason: it parks its key; null: its key is parked already. */
  readonly waiting: { readonly event: E; readonly reason: string | null }[]
  /** Where the subjects of `fresh` stand afterwards. */
  readonly advanced: Map<string, number>
}

/**
 * What becomes of a batch: the whole semantics of duplicates, gaps and parked keys, and nothing else.
 * `marks` says how far each subject is applied, `parked` which keys wait. Events come in order of arrival. `gapless` is false on compacted
 * topics, where a higher number only means that the ones before it are no longer needed.
 */
export function place<E extends Numbered>(
  events: readonly E[],
  marks: ReadonlyMap<string, number>,
  parked: ReadonlySet<string>,
  gapless: boolean,
): Placement<E> {
  const fresh: E[] = []
  const waiting: { event: E; reason: string | null }[] = []
  const advanced = new Map<string, number>()
  const held = new Set(parked)
  for (const event of events) {
    const { key, subject, sequence } = event
    const mark = advanced.get(subject) ?? marks.get(subject) ?? 0
    const numbered = sequence > 0
    if (numbered && sequence <= mark) continue
    if (held.has(key)) {
      waiting.push({ event, reason: null })
    } else if (numbered && gapless && sequence > mark + 1) {
      held.add(key)
      waiting.push({ event, reason: `gap: expected ${mark + 1}, found ${sequence}` })
    } else {
      if (numbered) advanced.set(subject, sequence)
      fresh.push(event)
    }
  }
  return { fresh, waiting, advanced }
}
