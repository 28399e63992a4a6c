import { NotYetKnownError } from '@yiwang/messaging'
import { isCurrent, type Level, type Unit } from './entry.ts'

/** Which unit holds a matter at a level, and how long the code of its area is. Coarsest last. */
const HOLDERS: readonly { level: Level; kind: string; codeLength: number }[] = [
  { level: 'GRID', kind: 'GRID_TEAM', codeLength: 15 },
  { level: 'COMMUNITY', kind: 'COMMUNITY', codeLength: 12 },
  { level: 'STREET', kind: 'STREET_CENTRE', codeLength: 9 },
  { level: 'DISTRICT', kind: 'DISTRICT_CENTRE', codeLength: 6 },
]

/** Units by id, by kind and area. */
export class Units {
  private readonly byId = new Map<string, Unit>()
  private readonly byPlace = new Map<string, Unit>()

  set(unit: Unit): void {
    const before = this.byId.get(unit.id)
    if (before && this.byPlace.get(placeOf(before)) === before) this.byPlace.delete(placeOf(before))
    this.byId.set(unit.id, unit)
    if (isCurrent(unit)) this.byPlace.set(placeOf(unit), unit)
  }

  get(id: string): Unit | undefined {
    return this.byId.get(id)
  }

  in(areaPrefix: string, kind?: string): Unit[] {
    return [...this.byId.values()]
      .filter((unit) => isCurrent(unit) && unit.area.startsWith(areaPrefix) && (kind === undefined || unit.kind === kind))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
  }

  /** The unit that holds matters of this area at this level; where there is none, the next coarser one: never nobody. */
  holding(areaCode: string, level: Level): Unit {
    const from = HOLDERS.findIndex((holder) => holder.level === level)
    for (const { kind, codeLength } of HOLDERS.slice(from)) {
      const unit = areaCode.length >= codeLength && this.byPlace.get(`${kind}/${areaCode.slice(0, codeLength)}`)
      if (unit) return unit
    }
    throw new NotYetKnownError(`the directory has no unit that could hold a matter of area ${areaCode}`)
  }
}

const placeOf = ({ kind, area }: Unit): string => `${kind}/${area}`
