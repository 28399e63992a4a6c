import { Ajv2020 } from 'ajv/dist/2020.js'
import type { PostRow, TypeContent, TypeRow } from '../district.ts'
import type { Place, Report } from '../report.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'

const formats = Object.fromEntries(['date', 'date-time', 'time', 'email', 'uri', 'uuid'].map((name) => [name, true as const]))

/** Types of matter: what they refer to exists, and their fields are a JSON Schema. */
export function checkCatalogue(folder: FolderAsRead, known: Known, report: Report): void {
  const { types, calendars, ladders, posts } = folder
  unique(types.map(coded), ({ code }) => code, 'code', 'duplicate-code', report)
  const references = {
    types: new Set(types.map(({ content }) => content.code)),
    calendars: new Set(calendars.map(({ content }) => content.code)),
    ladders: new Set(ladders.map(({ content }) => content.code)),
    posts: new PostNames(posts),
  }
  for (const { content, place } of types) {
    checkReferences(content, place, references, known, report)
    checkFields(content.fields, place, report)
  }
}

export const coded = ({ content, place }: { content: { code: string }; place: Place }) => ({ code: content.code, place })

/** Posts as the catalogue names them, without the area. */
class PostNames {
  readonly #areasOf: Map<string, string[]>

  constructor(posts: readonly PostRow[]) {
    const split = posts.map(({ code }) => ({ area: code.slice(0, code.indexOf('/')), name: code.slice(code.indexOf('/') + 1) }))
    this.#areasOf = new Map([...Map.groupBy(split, ({ name }) => name)].map(([name, of]) => [name, of.map(({ area }) => area)]))
  }

  /** A type of one street needs the post there, or in an area within it. */
  has(name: string, street: string | undefined): boolean {
    const areas = this.#areasOf.get(name) ?? []
    return street === undefined ? areas.length > 0 : areas.some((area) => area.startsWith(street))
  }
}

interface References {
  readonly types: ReadonlySet<string>
  readonly calendars: ReadonlySet<string>
  readonly ladders: ReadonlySet<string>
  readonly posts: PostNames
}

function checkReferences(type: TypeContent, place: Place, to: References, known: Known, report: Report): void {
  const { street, leadPost, assistingPosts, plan, ladder, kindred } = type
  const miss = (field: string, what: string, code: string) =>
    report.error(place, field, `unknown-${what}`, `no ${what} has the code "${code}"`)
  const where = street ? `in the street ${street}` : 'in any street'
  if (street && known.refers(place, 'street', 'areas', street, 'street') && known.areas.get(street)?.level !== 'STREET') {
    report.error(place, 'street', 'wrong-level', `"${street}" is not a street`)
  }
  if (!to.posts.has(leadPost, street)) report.error(place, 'leadPost', 'unknown-post', `there is no post "${leadPost}" ${where}`)
  for (const post of assistingPosts) {
    if (!to.posts.has(post, undefined)) report.error(place, 'assistingPosts', 'unknown-post', `there is no post "${post}" in any street`)
  }
  if (plan.calendar !== undefined && !to.calendars.has(plan.calendar) && !known.wasLeftOut('calendars', plan.calendar)) {
    miss('plan.calendar', 'calendar', plan.calendar)
  }
  if (!to.ladders.has(ladder) && !known.wasLeftOut('ladders.json', ladder)) miss('ladder', 'ladder', ladder)
  for (const code of kindred) {
    if (!to.types.has(code) && !known.wasLeftOut('catalogue.json', code)) miss('kindred', 'type', code)
  }
}

function checkFields(fields: TypeRow['content']['fields'], place: Place, report: Report): void {
  try {
    new Ajv2020({ strict: true, allErrors: true, formats, logger: false }).compile(fields)
    if (fields.type !== 'object') report.error(place, 'fields', 'bad-schema', 'the fields of a matter are an object: "type": "object"')
  } catch (error) {
    report.error(place, 'fields', 'bad-schema', `this is not a JSON Schema (2020-12): ${(error as Error).message}`)
  }
}
