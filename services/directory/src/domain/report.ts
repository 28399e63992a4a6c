/** Where in the folder something stands. Lines are looked up only when something is reported. */
export interface Place {
  readonly file: string
  line(): number
}

export type Severity = 'ERROR' | 'FINDING'

export interface Violation {
  readonly severity: Severity
  readonly file: string
  readonly line: number
  readonly field: string
  readonly rule: string
  readonly message: string
}

/** Collects what is wrong with a folder, so that everything is said at once. */
export class Report {
  readonly #violations: Violation[] = []
  readonly #strict: boolean

  constructor({ strict = false } = {}) {
    this.#strict = strict
  }

  /** Stops the import. */
  error(place: Place, field: string, rule: string, message: string): void {
    this.#add('ERROR', place, field, rule, message)
  }

  /** Does not stop the import, unless it is strict. */
  finding(place: Place, field: string, rule: string, message: string): void {
    this.#add(this.#strict ? 'ERROR' : 'FINDING', place, field, rule, message)
  }

  #add(severity: Severity, place: Place, field: string, rule: string, message: string): void {
    this.#violations.push({ severity, file: place.file, line: place.line(), field, rule, message })
  }

  get errors(): readonly Violation[] {
    return this.#sorted('ERROR')
  }

  get findings(): readonly Violation[] {
    return this.#sorted('FINDING')
  }

  #sorted(severity: Severity): Violation[] {
    return this.#violations
      .filter((violation) => violation.severity === severity)
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
  }
}
