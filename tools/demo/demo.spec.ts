import { readdirSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AreaIndex, outlineOf, toWgs84 } from '@yiwang/geo'
import { readFolder } from '../../services/directory/src/adapters/folder/read-folder.ts'
import { checkDistrict } from '../../services/directory/src/domain/checks/check-district.ts'
import { Report } from '../../services/directory/src/domain/report.ts'
import { eventData } from '../../services/intake/src/domain/inbound/event-data.ts'
import { checkPack } from '../../services/intake/src/domain/pack/check-pack.ts'
import type { MappingPack } from '../../services/intake/src/domain/pack/mapping-pack.ts'
import { readDraft, readMessage } from '../../services/intake/src/domain/pack/read-event.ts'
import { readFeed } from '../feed/feed-line.ts'
import { GRIDS, MICRO_GRIDS } from './areas.ts'
import { catalogue } from './catalogue/catalogue.ts'
import type { MatterType } from './catalogue/type.ts'
import { demoAreas, districtFiles } from './district.ts'
import { feedFiles } from './feed/files.ts'
import { inboundFiles } from './inbound.ts'
import type { LegacyEvent } from './legacy-events.ts'

const demo = fileURLToPath(new URL('../../demo', import.meta.url))
const areas = demoAreas()
const types = catalogue()
const systems = ['city-management', 'comprehensive-governance', 'emergency-command']

const micros = new AreaIndex(
  ['500105005', '500105006']
    .flatMap((street) => JSON.parse(readFileSync(resolve(demo, `district/geometry/${street}-micro-grids.geojson`), 'utf8')).features)
    .map((feature) => ({ code: feature.properties.code, outline: outlineOf(feature.geometry) })),
)

const onDisk = (path: string): string => readFileSync(resolve(demo, path), 'utf8')
const pack = (system: string): MappingPack => JSON.parse(onDisk(`packs/${system}.json`))
const samples = (system: string): LegacyEvent[] =>
  onDisk(`inbound/${system}.jsonl`)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const dataOf = ({ headers, value }: LegacyEvent): unknown => eventData({ headers, value: JSON.stringify(value) })

describe('the demo district', () => {
  it('is imported without an error and without a finding', () => {
    const report = new Report({ strict: true })
    checkDistrict(readFolder(resolve(demo, 'district'), report), report, new Date('2026-03-03T01:00:00Z'))
    expect({ errors: report.errors, findings: report.findings }).toEqual({ errors: [], findings: [] })
  })

  it('has the real streets and communities, and the grids and micro-grids of a district like it', () => {
    const counts = Object.groupBy(areas, (area) => area.level)
    expect(Object.fromEntries(Object.entries(counts).map(([level, list]) => [level, list.length]))).toEqual({
      DISTRICT: 1,
      STREET: 12,
      COMMUNITY: 132,
      GRID: GRIDS,
      MICRO_GRID: MICRO_GRIDS,
    })
  })

  it('lists at least sixty types of matter, two of them of one street only', () => {
    expect(types.length).toBeGreaterThanOrEqual(60)
    expect(types.filter((type) => type.street !== undefined)).toHaveLength(2)
    expect(new Set(types.map((type) => type.code)).size).toBe(types.length)
  })

  it('leaves nothing of a type empty but what a trial is to be without', () => {
    const isEmpty = ({ assistingPosts, solvedAt, workContent, fields }: MatterType) =>
      [assistingPosts, solvedAt, workContent, Object.keys((fields as { properties: object }).properties)].some(({ length }) => length === 0)
    expect(types.filter((type) => isEmpty(type) && type.category !== 'TRIAL').map((type) => type.code)).toEqual([])
  })
})

describe('the generator', () => {
  it.each([
    ['district', districtFiles(areas)],
    ['inbound', inboundFiles(areas)],
    ['feed', feedFiles(areas)],
  ])('writes demo/%s as it is stored, byte for byte', (folder, files) => {
    const differing = [...files].filter(([path, content]) => onDisk(`${folder}/${path}`) !== content).map(([path]) => path)
    expect(differing).toEqual([])
  })
})

describe.each(systems)('%s', (system) => {
  it('has a pack whose codes lead to types and areas that exist', () => {
    const known = {
      hasType: (code: string) => types.some((type) => type.code === code),
      hasArea: (code: string) => areas.some((a) => a.code === code),
    }
    expect(checkPack(pack(system), known)).not.toHaveProperty('errors')
  })

  it('begins its samples with a create, and sends no update or close of a matter that it did not create', () => {
    const numbers = new Set<string>()
    for (const [at, event] of samples(system).entries()) {
      const { operation, number, findBy } = readMessage(pack(system), dataOf(event))
      if (at === 0) expect(operation).toBe('create')
      if (operation === 'create') numbers.add(number)
      else expect(findBy.some((one) => numbers.has(one))).toBe(true)
    }
  })

  it('writes samples that the pack reads to a type of the catalogue and to a place in the two streets, one of them in structured mode', () => {
    const creates = samples(system).filter((event) => readMessage(pack(system), dataOf(event)).operation === 'create')
    for (const create of creates) {
      const { type, point, areaCode } = readDraft(pack(system), dataOf(create))
      expect(types.map(({ code }) => code)).toContain(type)
      expect(point ? micros.locate(toWgs84(point)) : [areaCode]).toEqual([
        expect.stringMatching(/^500105(005|006)001001|^500105005002001|^50010500500800202/),
      ])
    }
    expect(creates.some((event) => event.headers['content-type']?.startsWith('application/cloudevents+json'))).toBe(true)
  })
})

describe('the demo feed', () => {
  const feed = [...readFeed(resolve(demo, 'feed'))]
  const logins = new Set(
    ['staff.csv', 'residents.csv'].flatMap((file) =>
      onDisk(`district/${file}`)
        .split('\n')
        .flatMap((line) => line.split(',').slice(0, 2)),
    ),
  )
  const files = readdirSync(resolve(demo, 'feed/files'))

  it.each(feed)('%s names people of the district, matters of earlier lines, and files that are there', (_, lines) => {
    const labels = new Set<string>()
    for (const line of lines) {
      if (line.kind !== 'inbound') expect(logins).toContain(line.as)
      if (line.kind === 'command') expect(labels).toContain(line.on)
      else if (line.id) labels.add(line.id)
      const attached = line.kind === 'command' ? ((line.body['evidence'] ?? []) as { file: string }[]) : []
      for (const { file } of attached) expect(files).toContain(basename(file))
    }
  })

  it('is over within two minutes', () => {
    for (const [, lines] of feed) expect(lines.reduce((sum, { afterMs }) => sum + afterMs, 0)).toBeLessThan(100_000)
  })
})
