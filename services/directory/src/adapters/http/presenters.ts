import type { AreaWithInside, Versioned } from '../../reads.service.ts'
import type { PostHolder, PostInUnit } from '../db/organisation.repository.ts'
import type { Area, Unit } from '../db/prisma/client.ts'
import type { VersionOf } from '../db/versions.repository.ts'

/** From rows to answers: what is absent is left out. */
export const areaAnswer = ({ code, name, level, parent, households, succeededBy, retiredAt, ...rest }: Area & Partial<AreaWithInside>) => ({
  ...{ code, name, level, households },
  ...(parent === null ? {} : { parent }),
  ...(succeededBy === null ? {} : { succeededBy }),
  ...(retiredAt === null ? {} : { retiredAt: retiredAt.toISOString() }),
  ...(rest.inside === undefined ? {} : { inside: rest.inside }),
})

export const unitAnswer = ({ id, code, name, kind, level, area, parent, board }: Unit) => ({
  ...{ id, code, name, kind, level, area },
  ...(parent === null ? {} : { parent }),
  ...(board === null ? {} : { board }),
})

export const postAnswer = ({ id, code, name, role, unit }: PostInUnit) => ({
  ...{ id, code, name, role, unit: unit.id, level: unit.level, area: unit.area },
  ...(unit.board === null ? {} : { board: unit.board }),
})

export const holderAnswer = ({ person, name, from, to }: PostHolder) => ({
  ...{ person, name, from: from.toISOString() },
  ...(to === undefined ? {} : { to: to.toISOString() }),
})

const versionMembers = ({ version, since, retiredAt }: VersionOf<unknown>) => ({
  ...{ version, since: since.toISOString() },
  ...(retiredAt === null ? {} : { retiredAt: retiredAt.toISOString() }),
})

export const versionAnswer = <Content extends object>(version: VersionOf<Content>) => ({ ...version.content, ...versionMembers(version) })

export const versionsAnswer = <Content extends object>({ asked, all }: Versioned<Content>) => ({
  ...versionAnswer(asked),
  versions: all.map(versionMembers),
})
