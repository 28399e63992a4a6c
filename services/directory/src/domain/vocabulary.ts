/** The words of the directory, exactly as docs/glossary.md and the import format have them. */
export const areaLevels = ['DISTRICT', 'STREET', 'COMMUNITY', 'GRID', 'MICRO_GRID'] as const
export type AreaLevel = (typeof areaLevels)[number]

/** How many digits the code of an area of each level has. */
export const codeLength: Record<AreaLevel, number> = { DISTRICT: 6, STREET: 9, COMMUNITY: 12, GRID: 15, MICRO_GRID: 17 }

/** Levels that hold matters. A micro-grid has no unit of its own: its grid holds. */
export const levels = ['DISTRICT', 'STREET', 'COMMUNITY', 'GRID'] as const
export type Level = (typeof levels)[number]

export const unitKinds = ['DISTRICT_CENTRE', 'DEPARTMENT', 'STREET_CENTRE', 'BOARD', 'OFFICE', 'COMMUNITY', 'GRID_TEAM'] as const
export type UnitKind = (typeof unitKinds)[number]

export const levelOfKind: Record<UnitKind, Level> = {
  DISTRICT_CENTRE: 'DISTRICT',
  DEPARTMENT: 'DISTRICT',
  STREET_CENTRE: 'STREET',
  BOARD: 'STREET',
  OFFICE: 'STREET',
  COMMUNITY: 'COMMUNITY',
  GRID_TEAM: 'GRID',
}

/** The one unit of an area that holds what comes to its level. */
export const holdingKind: Record<Level, UnitKind> = {
  DISTRICT: 'DISTRICT_CENTRE',
  STREET: 'STREET_CENTRE',
  COMMUNITY: 'COMMUNITY',
  GRID: 'GRID_TEAM',
}

export const boards = ['PARTY_BUILDING', 'ECONOMY', 'LIVELIHOOD', 'PEACE_AND_LAW'] as const
export type Board = (typeof boards)[number]

export const roles = [
  'GRID_WORKER',
  'GRID_LEADER',
  'MICRO_GRID_LEADER',
  'COMMUNITY_OFFICER',
  'DISPATCHER',
  'VERIFIER',
  'POST_HOLDER',
  'DEPARTMENT_OFFICER',
  'SUPERVISOR',
  'LEADER',
  'EDITOR',
  'INTEGRATOR',
] as const
export type Role = (typeof roles)[number]

export const roomKinds = ['DWELLING', 'SHOP', 'PARKING', 'OTHER'] as const
export const areaBases = ['REGISTERED', 'SURVEYED', 'CONTRACT'] as const
export const budgetUnits = ['WORKING_MINUTES', 'WORKING_DAYS', 'CALENDAR_DAYS', 'WALL_SECONDS'] as const
export const urgencies = ['NORMAL', 'URGENT', 'EMERGENCY'] as const
export const recipients = ['HOLDER', 'UNIT', 'NEXT_CENTRE', 'DISTRICT_CENTRE'] as const
export const verificationModes = ['EVERY', 'SAMPLE', 'RESIDENT'] as const
export const evidenceCommands = ['solve', 'feed-back'] as const
