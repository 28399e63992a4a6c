import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type AreaGeometry, AreaIndex, outlineOf } from '@yiwang/geo'
import { FieldsCheck } from '../src/domain/fields.ts'
import type { Directory } from '../src/domain/inbound/accept-draft.ts'
import { readArrival } from '../src/domain/inbound/arrival.ts'
import { eventData } from '../src/domain/inbound/event-data.ts'
import { SortArrivals } from '../src/domain/inbound/sort-arrivals.ts'
import { checkPack } from '../src/domain/pack/check-pack.ts'

const demo = resolve(import.meta.dirname, '../../../demo')
const text = (path: string): string => readFileSync(resolve(demo, path), 'utf8')

interface CatalogueType {
  readonly code: string
  readonly street?: string
  readonly fields: object
}

/** The demo district as its files say. */
function demoDirectory(): Directory {
  const types = new Map((JSON.parse(text('district/catalogue.json')) as CatalogueType[]).map((type) => [type.code, type]))
  const areas = new Set(
    text('district/areas.csv')
      .split('\n')
      .map((line) => line.split(',')[0]),
  )
  const outlines = readdirSync(resolve(demo, 'district/geometry')).flatMap((file) =>
    (
      JSON.parse(text(`district/geometry/${file}`)) as { features: { properties: { code: string }; geometry: AreaGeometry }[] }
    ).features.map(({ properties, geometry }) => ({ code: properties.code, outline: outlineOf(geometry) })),
  )
  const index = new AreaIndex(outlines)
  return {
    district: '500105',
    locate: (point) => index.locate(point).at(-1),
    areaNow: (code) => (areas.has(code) ? code : undefined),
    type(code) {
      const type = types.get(code)
      return type && { code, version: 1, street: type.street, fieldsSchemaJson: JSON.stringify(type.fields) }
    },
  }
}

interface Sample {
  readonly headers: Record<string, string>
  readonly key: string
  readonly value: unknown
}

const samples = (system: string): Sample[] =>
  text(`inbound/${system}.jsonl`)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Sample)

/** What becomes of the samples of a system, line by line in their order. */
function outcomes(system: string, directory: Directory) {
  const checked = checkPack(JSON.parse(text(`packs/${system}.json`)), {
    hasType: (code) => directory.type(code) !== undefined,
    hasArea: (code) => directory.areaNow(code) !== undefined,
  })
  if ('errors' in checked) throw new Error(`${system}: ${JSON.stringify(checked.errors)}`)
  const fieldsCheck = new FieldsCheck()
  let ids = 0
  const sorting = new SortArrivals({
    known: new Map(),
    waiting: new Map(),
    read: (arrival) => readArrival(arrival, checked.pack, directory, fieldsCheck),
    newId: () => `id-${++ids}`,
  })
  samples(system).forEach(({ headers, key, value }, line) => {
    const original = { topic: `inbound.${system}.v1`, partition: 0, offset: String(line), key, headers, value: JSON.stringify(value) }
    sorting.take({ system, source: '', eventId: String(line), receivedAt: new Date(0), original, data: eventData(original) })
  })
  return sorting.outcomes.filter(({ is }) => is !== 'named')
}

describe('the demo packs', () => {
  const directory = demoDirectory()

  const MICRO_GRID_DIGITS = 17
  const GRID_DIGITS = 15

  it.each([
    ['city-management', MICRO_GRID_DIGITS],
    ['comprehensive-governance', GRID_DIGITS],
    ['emergency-command', MICRO_GRID_DIGITS],
  ])('%s: every sample is mapped, and every matter has a text and an exact place', (system, digits) => {
    const all = outcomes(system, directory)
    expect(all.filter(({ is }) => !['received', 'updated', 'closed'].includes(is))).toEqual([])
    expect(all).toHaveLength(samples(system).length)
    expect(new Set(all.map(({ is }) => is))).toEqual(new Set(['received', 'updated', 'closed']))
    expect(all[0]).toMatchObject({ is: 'received' })
    for (const outcome of all) {
      if (outcome.is !== 'received') continue
      expect(outcome.accepted.place.area).toHaveLength(digits)
      expect(outcome.accepted.draft).toMatchObject({ text: expect.stringMatching(/./), observedAt: expect.any(Date) })
    }
  })
})
