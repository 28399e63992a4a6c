/** Whether a case stands still: pauses begin and end by turns. */
export const isHeld = (pauses: string): string => `(coalesce(cardinality(${pauses}), 0) % 2 = 1)`

/** The order of lists: the sooner due instant of the clocks of a row that run. None does while the case is suspended. */
export const dueAt = (row: string, pauses: string, caseDueAt: string, stepDueAt: string): string =>
  `case when ${isHeld(pauses)} then 'infinity' else sooner_due(${row}.closed_at, ${row}.verified_at, ${caseDueAt}, ${stepDueAt}) end`
