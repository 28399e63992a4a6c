import { pageOf } from '@yiwang/service-kit'
import { z } from 'zod'
import { mappingPackSchema, systemName } from '../../domain/pack/mapping-pack.ts'

export const systemParameter = systemName
/** The pack itself is checked as a whole, so that all of its errors are told at once. */
export const packBody = z.record(z.string(), z.json()).meta({ id: 'PackToImport', description: 'docs/formats/mapping-pack.md' })

export const storedPack = mappingPackSchema
  .extend({ system: z.string(), version: z.int(), importedAt: z.iso.datetime(), importedBy: z.uuid() })
  .meta({ id: 'StoredMappingPack' })
export const storedPacksPage = pageOf(storedPack).meta({ id: 'StoredMappingPacksPage' })
