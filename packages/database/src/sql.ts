/** A statement with its values; with a name it is prepared once a session. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
}

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && 'text' in value && 'values' in value && Array.isArray(value.values)

/**
 * Builds a statement from a template: a value becomes a parameter, a nested statement is spliced with its own values.
 *
 *     sql`select * from kase where area = ${area} ${state ? sql`and state = ${state}` : sql``}`
 */
export function sql(parts: TemplateStringsArray, ...inserted: readonly unknown[]): Statement {
  const values: unknown[] = []
  let text = parts[0] ?? ''
  inserted.forEach((item, index) => {
    if (isStatement(item)) {
      const before = values.length
      text += item.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + before}`)
      values.push(...item.values)
    } else {
      text += `$${values.push(item)}`
    }
    text += parts[index + 1] ?? ''
  })
  return { text, values }
}

/**
 * A named statement, for hot paths: the server parses and plans it once a session. Give each text a name of its own, and name the columns that it
 * answers: with a `*` of a table the server refuses it, in every session that is open, from when a migration gives the table another column.
 *
 * An array by which rows are looked up is a query of its own: `id = any((select $1::uuid[])::uuid[])`, `join unnest((select $1::uuid[]), …)`. Else
 * the planner looks how many there are, finds a plan for one or two cheaper than the one for ten that it would keep, and plans anew each time.
 */
export function statement<Values extends readonly unknown[] = readonly unknown[]>(
  name: string,
  text: string,
): (...values: Values) => Statement {
  return (...values) => ({ name, text, values })
}
