import { pageOf } from '@yiwang/service-kit'
import { z } from 'zod'
import { areaLevels, boards, levels, roles, unitKinds } from '../../domain/vocabulary.ts'

/** What the directory answers over HTTP. */
const instant = z.iso.datetime()
const point = z.object({ lon: z.number(), lat: z.number() }).meta({ id: 'Wgs84Point' })

export const me = z
  .object({
    person: z.string(),
    kind: z.enum(['STAFF', 'RESIDENT', 'SYSTEM']),
    posts: z.array(
      z.object({ id: z.uuid(), role: z.enum(roles), unit: z.uuid(), level: z.enum(levels), area: z.string() }).meta({ id: 'HeldPost' }),
    ),
  })
  .meta({ id: 'Me' })
export const now = z.object({ now: instant, speed: z.number() }).meta({ id: 'Now' })

const areaMembers = {
  code: z.string(),
  name: z.string(),
  level: z.enum(areaLevels),
  parent: z.string().optional(),
  households: z.int(),
  succeededBy: z.string().optional(),
  retiredAt: instant.optional(),
}
export const area = z.object({ ...areaMembers, inside: point.optional() }).meta({ id: 'Area' })
export const areasPage = pageOf(z.object(areaMembers).meta({ id: 'ChildArea' })).meta({ id: 'AreasPage' })
export const located = z
  .object({ areas: z.array(z.object({ code: z.string(), name: z.string(), level: z.enum(areaLevels) }).meta({ id: 'LocatedArea' })) })
  .meta({ id: 'Located' })

const unit = z
  .object({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    kind: z.enum(unitKinds),
    level: z.enum(levels),
    area: z.string(),
    parent: z.uuid().optional(),
    board: z.enum(boards).optional(),
  })
  .meta({ id: 'Unit' })
export const unitsPage = pageOf(unit).meta({ id: 'UnitsPage' })

const post = z
  .object({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    role: z.enum(roles),
    unit: z.uuid(),
    level: z.enum(levels),
    area: z.string(),
    board: z.enum(boards).optional(),
  })
  .meta({ id: 'Post' })
export const postsPage = pageOf(post).meta({ id: 'PostsPage' })

const holder = z.object({ person: z.uuid(), name: z.string(), from: instant, to: instant.optional() }).meta({ id: 'PostHolder' })
export const holdersPage = pageOf(holder).meta({ id: 'HoldersPage' })

const version = z.object({ version: z.int(), since: instant, retiredAt: instant.optional() }).meta({ id: 'VersionOfIt' })
const versioned = { code: z.string(), ...version.shape }
const budget = z.object({ amount: z.int(), unit: z.string() }).meta({ id: 'Budget' })
const type = z.object({
  ...versioned,
  name: z.string(),
  category: z.string(),
  street: z.string().optional(),
  board: z.enum(boards).optional(),
  leadPost: z.string(),
  assistingPosts: z.array(z.string()),
  workContent: z.string(),
  entersAt: z.enum(levels),
  solvedAt: z.array(z.enum(levels)),
  fields: z.record(z.string(), z.unknown()),
  evidence: z.array(z.object({ command: z.string(), kind: z.string(), name: z.string(), atLeast: z.int() })),
  verification: z.object({ mode: z.string(), percent: z.int().optional() }),
  plan: z.object({
    calendar: z.string(),
    case: budget,
    triage: budget,
    handling: budget,
    verifying: budget,
    answer: budget,
    ladder: z.array(z.object({ percent: z.int(), tell: z.array(z.string()) })),
  }),
  urgency: z.string(),
  ladder: z.string(),
  needsDecision: z.boolean(),
  reopenDays: z.int(),
  kindred: z.array(z.string()),
  duplicateRadiusM: z.int(),
})
export const typesPage = pageOf(type.meta({ id: 'MatterType' })).meta({ id: 'TypesPage' })
export const typeWithVersions = type.extend({ versions: z.array(version) }).meta({ id: 'MatterTypeWithVersions' })

const calendar = z.object({
  ...versioned,
  zone: z.string(),
  offsetMinutes: z.int(),
  hours: z.array(z.object({ from: z.int(), to: z.int() })),
  firstYear: z.int(),
  publishedTo: z.int(),
  lastYear: z.int(),
  holidays: z.array(z.string()),
  makeUpDays: z.array(z.string()),
  source: z.string().optional(),
})
export const calendarsPage = pageOf(calendar.meta({ id: 'Calendar' })).meta({ id: 'CalendarsPage' })
export const calendarWithVersions = calendar.extend({ versions: z.array(version) }).meta({ id: 'CalendarWithVersions' })
