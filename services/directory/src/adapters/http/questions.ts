import { pageQuery, words } from '@yiwang/service-kit'
import { z } from 'zod'
import { boards, roles, unitKinds } from '../../domain/vocabulary.ts'

/** What may be asked of the directory over HTTP. */
export const areaCode = z.string().regex(/^\d{6,17}$/)
/** Of a type or a calendar. */
export const catalogueCode = words(64).min(1)

const degrees = (most: number) =>
  z.string().trim().min(1).transform(Number).pipe(z.number().min(-most).max(most)).meta({ type: 'number', minimum: -most, maximum: most })

export const locateQuery = z.strictObject({ lon: degrees(180), lat: degrees(90), crs: z.enum(['wgs84', 'gcj02']).default('wgs84') })
export type LocateQuery = z.output<typeof locateQuery>

const ofUnit = { area: areaCode.optional(), board: z.enum(boards).optional() }
export const unitsQuery = pageQuery.extend({ ...ofUnit, kind: z.enum(unitKinds).optional() })
export type UnitsQuery = z.output<typeof unitsQuery>
export const postsQuery = pageQuery.extend({ ...ofUnit, unit: z.uuid().optional(), role: z.enum(roles).optional() })
export type PostsQuery = z.output<typeof postsQuery>

export const holdersQuery = z.strictObject({ at: z.iso.datetime({ offset: true }).optional() })
export type HoldersQuery = z.output<typeof holdersQuery>

export const typesQuery = pageQuery.extend({ area: areaCode.optional(), category: words(60).optional() })
export type TypesQuery = z.output<typeof typesQuery>
export const versionQuery = z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() })
export type VersionQuery = z.output<typeof versionQuery>
