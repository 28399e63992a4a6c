import type { UnitRow } from '../district.ts'
import type { Report } from '../report.ts'
import { holdingKind, type Level, levelOfKind } from '../vocabulary.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'

/** Units and posts: codes, levels, boards, and that each area has the unit that holds what comes to it. */
export function checkUnits(folder: FolderAsRead, known: Known, report: Report): void {
  for (const unit of folder.units) {
    checkPlace(unit, known, report)
    checkBoard(unit, known, report)
    known.refers(unit.place, 'parent', 'units', unit.parent, 'unit')
  }
  checkAbove(folder, known, report)
  checkHoldingUnits(folder, report)
  checkPosts(folder, known, report)
}

function checkPlace({ code, kind, level, area, place }: UnitRow, known: Known, report: Report): void {
  known.refers(place, 'area', 'areas', area, 'area')
  if (!code.startsWith(`${area}/`)) report.error(place, 'code', 'code-not-of-area', `"${code}" does not begin with its area, "${area}/"`)
  if (levelOfKind[kind] !== level)
    report.error(place, 'level', 'wrong-level', `a ${kind} is of the level ${levelOfKind[kind]}, not ${level}`)
  const at = known.areas.get(area)?.level
  if (at && at !== level) report.error(place, 'level', 'wrong-level', `the area ${area} is a ${at}, not a ${level}`)
}

function checkBoard({ kind, parent, board, place, code }: UnitRow, known: Known, report: Report): void {
  const has = kind === 'BOARD' || kind === 'OFFICE'
  if (has && !board) report.error(place, 'board', 'missing-value', `a ${kind} is in exactly one board`)
  if (!has && board) report.error(place, 'board', 'bad-value', `a ${kind} is in no board`)
  if (kind !== 'OFFICE') return
  if (!parent) {
    report.error(place, 'parent', 'missing-value', 'the board of an office is needed')
    return
  }
  const above = known.units.get(parent)
  if (!above) return
  if (above.kind !== 'BOARD' || above.area !== code.split('/')[0]) {
    report.error(place, 'parent', 'not-a-board', `"${parent}" is not a board of the office's street`)
  } else if (board && above.board !== board) {
    report.error(place, 'board', 'board-not-of-parent', `the office says ${board}, its board "${parent}" is ${above.board}`)
  }
}

/** A unit that stands above itself, through however many others. */
function checkAbove({ units }: FolderAsRead, known: Known, report: Report): void {
  for (const unit of units) {
    const seen = new Set<string>()
    let above = unit.parent
    while (above && above !== unit.code && !seen.has(above)) {
      seen.add(above)
      above = known.units.get(above)?.parent
    }
    if (above === unit.code) report.error(unit.place, 'parent', 'circular-parent', `"${unit.code}" stands above itself`)
  }
}

function checkHoldingUnits({ areas, units }: FolderAsRead, report: Report): void {
  const holding = units.filter(({ kind, level }) => holdingKind[level] === kind)
  unique(holding, ({ kind, area }) => `${kind} of ${area}`, 'kind', 'second-holding-unit', report)
  const served = new Set(holding.map((unit) => unit.area))
  for (const { code, level, succeededBy, place } of areas) {
    if (level === 'MICRO_GRID' || succeededBy || served.has(code)) continue
    report.finding(
      place,
      'code',
      'area-without-unit',
      `${level} ${code} has no ${holdingKind[level as Level]}: nobody can hold a matter there`,
    )
  }
}

function checkPosts({ posts }: FolderAsRead, known: Known, report: Report): void {
  for (const { code, unit, place } of posts) {
    known.refers(place, 'unit', 'units', unit, 'unit')
    if (!code.startsWith(`${unit}/`)) report.error(place, 'code', 'code-not-of-unit', `"${code}" does not begin with its unit, "${unit}/"`)
  }
}
