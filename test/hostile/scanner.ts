import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** What must be found nowhere, by what it is: `name of the demo`, `phone of a report`, … */
export type Secrets = ReadonlyMap<string, readonly string[]>

/** Something was found where it must not be. The text itself is not repeated: a report is a log too. */
export interface Find {
  readonly what: string
  readonly where: string
}

/** Shorter names are also parts of other words. */
const LEAST_LETTERS = 3
/** A country code may stand before them. */
const MOBILE_DIGITS = 11

/** Names, phones and numbers of everybody in the demo district. */
export function demoSecrets(folder = resolve(root, 'demo/district')): Map<string, readonly string[]> {
  const names = new Set<string>()
  const phones = new Set<string>()
  const files = ['staff.csv', 'residents.csv', 'compounds/*/owners.csv', 'compounds/*/households.csv']
  for (const file of files.flatMap((pattern) => globSync(pattern, { cwd: folder }))) {
    const [head = '', ...rows] = readFileSync(resolve(folder, file), 'utf8').trim().split('\n')
    const columns = head.split(',')
    for (const row of rows) {
      const cells = row.split(',')
      const name = cells[columns.indexOf('name')] ?? ''
      if (name.length >= LEAST_LETTERS) names.add(name)
      const phone = cells[columns.indexOf('phone')] ?? ''
      if (phone) phones.add(phone)
    }
  }
  return new Map([
    ['name of the demo', [...names]],
    ['phone of the demo', [...phones]],
  ])
}

/** Looks for many texts at once in much text: runs of letters and digits first, then whether they are one of those. */
export class Scanner {
  private readonly names = new Map<string, string>()
  private readonly numbers = new Map<string, string>()
  private readonly rest: { readonly what: string; readonly text: Buffer }[] = []
  private longest = 0
  bytes = 0

  constructor(secrets: Secrets) {
    for (const [what, texts] of secrets) {
      for (const text of texts) {
        if (/^\p{Script=Han}+$/u.test(text)) this.names.set(text, what)
        else if (/^\d+[Xx]?$/.test(text)) this.numbers.set(text.toUpperCase(), what)
        else this.rest.push({ what, text: Buffer.from(text) })
      }
    }
    this.longest = Math.max(0, ...[...this.names.keys()].map((name) => name.length))
  }

  /** What of all that is in these bytes, each kind once. */
  scan(where: string, content: Buffer | string): Find[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    this.bytes += bytes.length
    const found = new Set<string>()
    for (const { what, text } of this.rest) if (bytes.includes(text)) found.add(what)
    const text = bytes.toString('utf8')
    for (const [run] of text.matchAll(/\d{11,18}[Xx]?/g)) {
      const what = this.numbers.get(run.toUpperCase()) ?? this.numbers.get(run.slice(-MOBILE_DIGITS))
      if (what) found.add(what)
    }
    for (const [run] of text.matchAll(/\p{Script=Han}{3,}/gu)) for (const what of this.namesIn(run)) found.add(what)
    return [...found].map((what) => ({ what, where }))
  }

  private *namesIn(run: string): Iterable<string> {
    for (let from = 0; from + LEAST_LETTERS <= run.length; from++) {
      for (let length = LEAST_LETTERS; length <= this.longest && from + length <= run.length; length++) {
        const what = this.names.get(run.slice(from, from + length))
        if (what) yield what
      }
    }
  }
}
