import { DirectoryCopy } from '@yiwang/directory-copy'
import type { Point } from '@yiwang/geo'
import type { DuplicateRules } from '../domain/duplicates.ts'
import type { Directory, MatterType } from '../domain/inbound/accept-draft.ts'
import type { Catalogue } from '../domain/pack/check-pack.ts'

const DISTRICT_DIGITS = 6

/** What intake asks of its copy of the directory. */
export class DirectoryView implements Directory, Catalogue {
  constructor(
    private readonly copy: DirectoryCopy,
    readonly district: string,
  ) {}

  locate(point: Point): string | undefined {
    return this.copy.locate(point).at(-1)?.code
  }

  /** Follows an area that was split or moved to what it became. */
  areaNow(code: string): string | undefined {
    const seen = new Set<string>()
    let area = this.copy.area(code)
    while (area?.succeededBy && !seen.has(area.code)) {
      seen.add(area.code)
      area = this.copy.area(area.succeededBy)
    }
    return area && !area.retiredAt ? area.code : undefined
  }

  home(login: string): string | undefined {
    return this.copy.home(login)
  }

  type(code: string): (MatterType & DuplicateRules) | undefined {
    return this.copy.type(code)
  }

  types(): readonly DuplicateRules[] {
    return this.copy.types()
  }

  readonly hasType = (code: string): boolean => this.copy.type(code) !== undefined
  readonly hasArea = (code: string): boolean => code.length >= DISTRICT_DIGITS && this.areaNow(code) !== undefined
}
