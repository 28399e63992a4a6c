type Path = readonly (string | number)[]

/**
 * The lines on which the elements of a JSON text begin, by their paths. Texts are parsed with JSON.parse, which is quick and forgets
 * lines; this walks the text again, only when something is to be reported, and once for all elements of an array.
 */
export class JsonLines {
  readonly #text: string
  readonly #ofArrays = new Map<string, readonly number[]>()

  constructor(text: string) {
    this.#text = text
  }

  /** The line of the element; of what is not there, that of the nearest that is. */
  of(path: Path): number {
    const last = path.at(-1)
    const array = path.slice(0, -1)
    if (typeof last === 'number') return this.#linesOf(array)[last] ?? this.of(array)
    return new Scanner(this.#text).descend(path).line()
  }

  #linesOf(array: Path): readonly number[] {
    const key = JSON.stringify(array)
    const known = this.#ofArrays.get(key) ?? new Scanner(this.#text).descend(array).elementLines()
    this.#ofArrays.set(key, known)
    return known
  }
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
  descend(path: Path): this {
    for (const step of path) {
      const found = typeof step === 'number' ? this.#element(step) : this.#member(step)
      if (!found) break
    }
    return this
  }

  /** The lines of the elements of the array that begins here. */
  elementLines(): number[] {
    const lines: number[] = []
    let [counted, line] = [0, 1]
    this.#within('[', () => {
      for (let i = this.#text.indexOf('\n', counted); i >= 0 && i < this.#at; i = this.#text.indexOf('\n', i + 1)) line++
      counted = this.#at
      lines.push(line)
      return false
    })
    return lines
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
