import type { AreaRow } from '../district.ts'
import type { Report } from '../report.ts'
import { areaLevels, codeLength } from '../vocabulary.ts'
import type { FolderAsRead, Known } from './known.ts'

const HOUSEHOLDS_OF_A_GRID = 500
const HOUSEHOLDS_OF_A_MICRO_GRID = [50, 80] as const

/** The tree of areas: codes, parents, levels, households. */
export function checkAreas(folder: FolderAsRead, known: Known, report: Report): void {
  const { district, areas } = folder
  for (const area of areas) {
    checkCode(area, report)
    checkParent(area, known, report)
    checkHouseholds(area, report)
    known.refers(area.place, 'succeededBy', 'areas', area.succeededBy, 'area')
    if (area.succeededBy === area.code) report.error(area.place, 'succeededBy', 'bad-successor', 'an area does not succeed itself')
    if (area.level === 'DISTRICT' && area.code !== district.code && district.code) {
      report.error(area.place, 'code', 'other-district', `the folder is of the district ${district.code}`)
    }
  }
  if (district.code && !known.has('areas', district.code)) {
    report.error(district.place, 'code', 'unknown-area', `no area has the code "${district.code}"`)
  }
}

function checkCode({ code, level, place }: AreaRow, report: Report): void {
  const length = codeLength[level]
  if (code.length !== length)
    report.error(place, 'code', 'code-length', `the code of a ${level} has ${length} digits, "${code}" has ${code.length}`)
}

function checkParent({ code, level, parent, place }: AreaRow, known: Known, report: Report): void {
  if (level === 'DISTRICT') {
    if (parent) report.error(place, 'parent', 'unknown-parent', 'a district has no parent')
    return
  }
  const above = areaLevels[areaLevels.indexOf(level) - 1]!
  if (!parent) {
    report.error(place, 'parent', 'missing-value', `the parent of a ${level} is needed: a ${above}`)
    return
  }
  if (!known.has('areas', parent)) report.error(place, 'parent', 'unknown-parent', `no area has the code "${parent}"`)
  if (!code.startsWith(parent) || code === parent) {
    report.error(place, 'code', 'code-not-of-parent', `"${code}" does not extend the code of its parent, "${parent}"`)
  }
  const row = known.areas.get(parent)
  if (row && row.level !== above)
    report.error(place, 'parent', 'wrong-level', `the parent of a ${level} is a ${above}, "${parent}" is a ${row.level}`)
}

function checkHouseholds({ code, level, households, succeededBy, place }: AreaRow, report: Report): void {
  const counted = level === 'GRID' || level === 'MICRO_GRID'
  if (!counted || succeededBy) return
  if (households < 0) {
    report.error(place, 'households', 'missing-value', `the number of households of a ${level} is needed`)
    return
  }
  const [least, most] = HOUSEHOLDS_OF_A_MICRO_GRID
  if (level === 'GRID' && households > HOUSEHOLDS_OF_A_GRID) {
    report.finding(place, 'households', 'grid-too-large', `grid ${code} has ${households} households, more than ${HOUSEHOLDS_OF_A_GRID}`)
  }
  if (level === 'MICRO_GRID' && (households < least || households > most)) {
    report.finding(place, 'households', 'micro-grid-size', `micro-grid ${code} has ${households} households, not ${least} to ${most}`)
  }
}
