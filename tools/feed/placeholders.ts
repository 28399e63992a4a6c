export interface Placeholders {
  /** A word of this run. */
  readonly run: string
  /** The demo clock's instant in ms. */
  now(): number
}

/** The same value with every `{{run}}`, `{{now}}` and `{{local}}` in its strings and keys filled in. */
export function fill<T>(value: T, placeholders: Placeholders): T {
  const now = new Date(placeholders.now())
  const words: Record<string, string> = { run: placeholders.run, now: now.toISOString(), local: shanghai(now) }
  const text = JSON.stringify(value).replace(/\{\{(run|now|local)\}\}/g, (_, name: string) => words[name] as string)
  return JSON.parse(text) as T
}

/** yyyy-MM-dd HH:mm:ss on the clocks of Shanghai. */
function shanghai(instant: Date): string {
  return instant.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' })
}
