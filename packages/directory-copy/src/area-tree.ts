import { type Area, isCurrent } from './entry.ts'

/** Areas by code; a child's code starts with its parent's. */
export class AreaTree {
  private readonly byCode = new Map<string, Area>()
  private readonly byParent = new Map<string, Set<string>>()

  set(area: Area): void {
    this.byCode.set(area.code, area)
    if (area.parent === undefined) return
    const siblings = this.byParent.get(area.parent) ?? new Set()
    this.byParent.set(area.parent, siblings.add(area.code))
  }

  get(code: string): Area | undefined {
    return this.byCode.get(code)
  }

  /** From the district down to the area's parent. */
  ancestors(code: string): Area[] {
    const chain: Area[] = []
    for (let area = this.parentOf(code); area; area = this.parentOf(area.code)) chain.unshift(area)
    return chain
  }

  children(code: string): Area[] {
    return [...(this.byParent.get(code) ?? [])]
      .sort()
      .map((child) => this.byCode.get(child)!)
      .filter(isCurrent)
  }

  private parentOf(code: string): Area | undefined {
    const parent = this.byCode.get(code)?.parent
    return parent === undefined ? undefined : this.byCode.get(parent)
  }
}
