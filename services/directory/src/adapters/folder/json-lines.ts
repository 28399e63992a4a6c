/**
 * The line on which an element of a JSON text begins, by its path. Texts are parsed with JSON.parse, which is quick and forgets lines;
 * this walks the text again, only when something is to be reported.
 */
export function lineOf(text: string, path: readonly (string | number)[]): number {
  const scanner = new Scanner(text)
  scanner.descend(path)
  return scanner.line()
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#space()
  }

  line(): number {
    let line = 1
    for (let i = this.#text.indexOf('\n'); i >= 0 && i < this.#at; i = this.#text.indexOf('\n', i + 1)) line++
    return line
  }

  /** Moves to the element at the path, or as far towards it as the text goes. */
  descend(path: readonly (string | number)[]): void {
    for (const step of path) {
      const found = typeof step === 'number' ? this.#element(step) : this.#member(step)
      if (!found) return
    }
  }

  #element(index: number): boolean {
    return this.#within('[', (n) => n === index)
  }

  #member(name: string): boolean {
    return this.#within('{', (_n, key) => key === name)
  }

  #within(open: '[' | '{', isIt: (n: number, key: string | undefined) => boolean): boolean {
    if (this.#text[this.#at] !== open) return false
    const start = this.#at
    this.#step()
    for (let n = 0; this.#at < this.#text.length && !']}'.includes(this.#text[this.#at]!); n++) {
      const key = open === '{' ? this.#key() : undefined
      if (isIt(n, key)) return true
      this.#skipValue()
      if (this.#text[this.#at] === ',') this.#step()
    }
    this.#at = start
    return false
  }

  #key(): string {
    const from = this.#at
    this.#skipString()
    const key = JSON.parse(this.#text.slice(from, this.#at)) as string
    this.#space()
    this.#step() // the colon
    return key
  }

  #skipValue(): void {
    for (let depth = 0; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at]!
      if (depth === 0 && (char === ',' || char === ']' || char === '}')) return
      if (char === '"') {
        this.#skipString()
        continue
      }
      if (char === '[' || char === '{') depth++
      if (char === ']' || char === '}') depth--
      this.#at++
    }
  }

  #skipString(): void {
    for (this.#at++; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++
    }
    this.#at++
  }

  #step(): void {
    this.#at++
    this.#space()
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text[this.#at]!)) this.#at++
  }
}
