import { type Area, DISTRICT } from './areas.ts'
import { BOARDS, type Board, DEPARTMENTS, OFFICES } from './offices.ts'

export interface Unit {
  readonly code: string
  readonly name: string
  readonly kind: 'DISTRICT_CENTRE' | 'DEPARTMENT' | 'STREET_CENTRE' | 'BOARD' | 'OFFICE' | 'COMMUNITY' | 'GRID_TEAM'
  readonly level: 'DISTRICT' | 'STREET' | 'COMMUNITY' | 'GRID'
  readonly area: string
  readonly parent?: string
  readonly board?: Board
}

export function makeUnits(areas: readonly Area[]): Unit[] {
  return areas.flatMap((area): Unit[] => {
    if (area.level === 'DISTRICT') return districtUnits()
    if (area.level === 'STREET') return streetUnits(area)
    if (area.level === 'COMMUNITY') return [unitOf(area, 'COMMUNITY', 'COMMUNITY', 'community', '', `${area.parent}/street-centre`)]
    if (area.level === 'GRID') return [unitOf(area, 'GRID_TEAM', 'GRID', 'grid-team', '服务团队', `${area.parent}/community`)]
    return []
  })
}

function districtUnits(): Unit[] {
  const centre = `${DISTRICT}/district-centre`
  return [
    { code: centre, name: '江北区数字化城市运行和治理中心', kind: 'DISTRICT_CENTRE', level: 'DISTRICT', area: DISTRICT },
    ...DEPARTMENTS.map(
      ({ code, name }): Unit => ({
        code: `${DISTRICT}/${code}`,
        name,
        kind: 'DEPARTMENT',
        level: 'DISTRICT',
        area: DISTRICT,
        parent: centre,
      }),
    ),
  ]
}

function streetUnits(street: Area): Unit[] {
  const centre = `${street.code}/street-centre`
  const inStreet = (code: string) => `${street.code}/${code}`
  const boardCode = (board: Board) => inStreet(BOARDS.find((one) => one.board === board)!.code)
  return [
    unitOf(street, 'STREET_CENTRE', 'STREET', 'street-centre', '基层治理指挥中心', `${DISTRICT}/district-centre`),
    ...BOARDS.map(({ board, code, name }) => ({ ...unitOf(street, 'BOARD', 'STREET', code, name, centre), board })),
    ...OFFICES.map(({ board, code, name }) => ({ ...unitOf(street, 'OFFICE', 'STREET', code, name, boardCode(board)), board })),
  ]
}

function unitOf(area: Area, kind: Unit['kind'], level: Unit['level'], code: string, name: string, parent: string): Unit {
  return { code: `${area.code}/${code}`, name: `${area.name}${name}`, kind, level, area: area.code, parent }
}
