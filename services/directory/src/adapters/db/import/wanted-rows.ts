import type { ApprovedRow, DistrictFolder, LadderContent, TypeContent } from '../../../domain/district.ts'
import { idOf } from '../../../domain/ids.ts'
import type { Row, TableName } from './tables.ts'

/** The content of a type with its time plan spelled out: the rungs too are part of the version. */
export type PlannedType = Omit<TypeContent, 'plan'> & {
  readonly plan: TypeContent['plan'] & { readonly calendar: string; readonly ladder: LadderContent['rungs'] }
}

/** What the tables say when they say what the folder says. The folder has been checked. */
export function wantedRows(folder: DistrictFolder): Record<TableName, Row[]> {
  const id = (kind: 'unit' | 'post' | 'staff', code: string) => idOf(folder.district.code, kind, code)
  return {
    area: folder.areas.map((area) => ({
      code: area.code,
      name: area.name,
      level: area.level,
      parent: area.parent ?? null,
      households: Math.max(area.households, 0),
      succeeded_by: area.succeededBy ?? null,
    })),
    geometry: folder.geometries.map(({ code, geometry }) => ({ area: code, geojson: JSON.stringify(geometry) })),
    unit: folder.units.map((unit) => ({
      id: id('unit', unit.code),
      code: unit.code,
      name: unit.name,
      kind: unit.kind,
      level: unit.level,
      area: unit.area,
      parent: unit.parent ? id('unit', unit.parent) : null,
      board: unit.board ?? null,
    })),
    post: folder.posts.map(({ code, name, role, unit }) => ({ id: id('post', code), code, name, role, unit: id('unit', unit) })),
    staff: folder.staff.map(({ code, login, name, phone = null }) => ({ id: id('staff', code), code, login, name, phone })),
    holding: folder.holdings.map(({ staff, post, from, to = null }) => ({
      staff: id('staff', staff),
      post: id('post', post),
      held_from: from,
      held_to: to,
    })),
    ...residential(folder),
  }
}

function residential(
  folder: DistrictFolder,
): Pick<Record<TableName, Row[]>, 'resident' | 'compound' | 'room' | 'owner' | 'household' | 'approved'> {
  return {
    resident: folder.residents.map((resident) => ({
      login: resident.login,
      name: resident.name,
      phone: resident.phone ?? null,
      area: resident.area,
      compound: resident.compound ?? null,
      building: resident.building ?? null,
      unit: resident.unit ?? null,
      room: resident.room ?? null,
    })),
    compound: folder.compounds.map(({ code, name, area, propertyCompany, builtYear }) => ({
      code,
      name,
      area,
      property_company: propertyCompany ?? null,
      built_year: builtYear ?? null,
    })),
    room: folder.rooms.map(({ compound, building, unit, room, kind, area, areaBasis }) => ({
      ...{ compound, building, unit, room, kind, area },
      area_basis: areaBasis,
    })),
    owner: folder.owners.map(({ compound, building, unit, room, owner, from, to = null, name, phone = null, idLastDigits = null }) => ({
      ...{ compound, building, unit, room, owner, name, phone },
      id_last_digits: idLastDigits,
      owned_from: from,
      owned_to: to,
    })),
    household: folder.households.map(({ compound, building, unit, room, household, persons }) => ({
      ...{ compound, building, unit, room, household, persons },
    })),
    approved: folder.approved.map(approvedRow),
  }
}

export const approvedRow = ({ compound, building, unit, room, owner = '', household = '', login }: ApprovedRow): Row => ({
  ...{ compound, building, unit, room, owner, household, login },
})

export function wantedTypes({ district, types, ladders }: DistrictFolder): PlannedType[] {
  const rungs = new Map(ladders.map(({ content }) => [content.code, content.rungs]))
  return types.map(({ content }) => ({
    ...content,
    plan: { ...content.plan, calendar: content.plan.calendar ?? district.calendar, ladder: rungs.get(content.ladder) ?? [] },
  }))
}
