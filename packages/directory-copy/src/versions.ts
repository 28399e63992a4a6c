import { isCurrent } from './entry.ts'

interface Version {
  readonly code: string
  readonly version: number
  readonly retiredAt?: Date
}

/** Things that have versions: the current one is the highest that is not retired, and each stays known. */
export class Versions<Value extends Version> {
  private readonly byCode = new Map<string, Map<number, Value>>()

  set(value: Value): void {
    const versions = this.byCode.get(value.code) ?? new Map<number, Value>()
    this.byCode.set(value.code, versions.set(value.version, value))
  }

  /** This version, also when it is retired; without a version the current one. */
  get(code: string, version?: number): Value | undefined {
    const versions = this.byCode.get(code)
    return version === undefined ? versions && highest(versions) : versions?.get(version)
  }

  current(): Value[] {
    return [...this.byCode.values()].flatMap((versions) => highest(versions) ?? []).sort((a, b) => (a.code < b.code ? -1 : 1))
  }
}

function highest<Value extends Version>(versions: Map<number, Value>): Value | undefined {
  return [...versions.values()].filter(isCurrent).sort((a, b) => b.version - a.version)[0]
}
