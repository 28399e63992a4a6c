import { fileURLToPath } from 'node:url'
import { fromJsonString } from '@bufbuild/protobuf'
import { directoryEvents } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { DEMO_PERSONAL_DATA_KEY, Sealing } from '@yiwang/service-kit'
import { ImportDistrict } from '../../services/directory/src/import-district.ts'
import type { Actor, MatterType } from '../../services/dispatch/src/domain/directory.ts'
import { rolesIn } from '../../services/dispatch/src/domain/policy.ts'

import { BEGIN } from './period.ts'

const DISTRICT = '500105'

/** The demo district as it is on the bus, with what the seed asks of it. */
export class SeededDistrict {
  readonly grids: readonly string[]
  readonly types: readonly MatterType[]
  private readonly actors = new Map<string, Actor>()
  private readonly actorsByUnit = new Map<string, readonly Actor[]>()
  private readonly targetsByUnit = new Map<string, readonly string[]>()

  constructor(
    readonly directory: DirectoryCopy,
    private readonly asOf: Date,
  ) {
    this.grids = areasBelow(directory, DISTRICT).filter((code) => code.length === 15)
    this.types = directory.types().filter(({ code }) => !code.startsWith('trial-'))
  }

  /** In the order of their posts, so that everybody draws the same. */
  actorsOf(unit: string): readonly Actor[] {
    return known(this.actorsByUnit, unit, () => this.directory.personsOf(unit, this.asOf).map((person) => this.actor(person)))
  }

  actor(person: string): Actor {
    return known(this.actors, person, () => ({ person, kind: 'STAFF' as const, holdings: this.directory.holdings(person, this.asOf) }))
  }

  /** Where a centre may dispatch to and somebody is at work. */
  targetsOf(centre: string): readonly string[] {
    return known(this.targetsByUnit, centre, () => {
      const { level, area } = this.directory.unit(centre)!
      const units = this.directory.unitsIn(area, level === 'DISTRICT' ? 'DEPARTMENT' : 'OFFICE')
      const handling = (unit: string) => this.actorsOf(unit).some(({ holdings }) => holdings.some((held) => handles(held, unit)))
      return units.filter(({ id }) => handling(id)).map(({ id }) => id)
    })
  }
}

const handles = (held: Actor['holdings'][number], unit: string): boolean =>
  held.unit === unit && rolesIn('HANDLING', held.level as 'STREET' | 'DISTRICT').includes(held.role)

/** Imports the demo district into an empty directory, as it was before the first matter. */
export async function importDistrict(database: Database): Promise<void> {
  const importer = new ImportDistrict(database, new Sealing(DEMO_PERSONAL_DATA_KEY), '')
  const { errors } = await importer.run({ folder: fileURLToPath(new URL('../../demo/district', import.meta.url)), at: new Date(BEGIN) })
  if (errors.length > 0) throw new Error(`the demo district has errors: ${JSON.stringify(errors[0])}`)
}

/** What an imported directory has to tell the others. */
export async function readDistrict(database: Database): Promise<SeededDistrict> {
  const rows = await database.rows<{ value: string }>(
    sql`select value from messaging.outbox where topic = 'directory.change.v1' order by id`,
  )
  const directory = DirectoryCopy.of(rows.map(({ value }) => fromJsonString(directoryEvents.ChangeSchema, value)))
  return new SeededDistrict(directory, new Date(BEGIN))
}

const areasBelow = (directory: DirectoryCopy, code: string): string[] =>
  directory.children(code).flatMap((child) => [child.code, ...areasBelow(directory, child.code)])

function known<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  let value = cache.get(key)
  if (value === undefined) cache.set(key, (value = make()))
  return value
}
