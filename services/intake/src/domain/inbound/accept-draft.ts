import type { FieldsCheck } from '../fields.ts'
import type { MappingPack } from '../pack/mapping-pack.ts'
import type { Draft } from '../pack/read-event.ts'
import { Refusal } from '../pack/refusal.ts'
import { pointerOfRule } from '../pack/transforms.ts'
import { type Ground, type Place, type PlaceFault, placeOf } from '../place.ts'

export interface MatterType {
  readonly code: string
  readonly version: number
  /** The street to which the type belongs; absent: the district. */
  readonly street?: string | undefined
  readonly fieldsSchemaJson: string
}

/** What an event is held against before it becomes a matter. */
export interface Directory extends Ground {
  readonly district: string
  type(code: string): MatterType | undefined
}

/** A draft that can become a matter. */
export interface AcceptedDraft {
  readonly draft: Draft
  readonly type: MatterType
  readonly place: Place
}

const FAULT_TEXT: Record<PlaceFault, string> = {
  'point-outside-district': 'lies outside the district',
  'unknown-area': 'is not an area of the directory',
}

function typeOf(draft: Draft, pack: MappingPack, directory: Directory): MatterType {
  const type = directory.type(draft.type)
  if (!type) throw new Refusal('unknown-type', pointerOfRule(pack.map.type), `"${draft.type}" is not in the catalogue`)
  return type
}

function placed(draft: Draft, pack: MappingPack, directory: Directory): Place {
  const place = placeOf(draft, [pack.defaultArea, directory.district], directory)
  if (typeof place !== 'string') return place
  const rule = draft.point ? (pack.map.point ?? pack.map.lon) : pack.map.area
  throw new Refusal(place, rule ? pointerOfRule(rule) : '', FAULT_TEXT[place])
}

/** Looks a draft up in the directory, or refuses it. */
export function acceptDraft(draft: Draft, pack: MappingPack, directory: Directory, fieldsCheck: FieldsCheck): AcceptedDraft {
  const type = typeOf(draft, pack, directory)
  const place = placed(draft, pack, directory)
  if (type.street !== undefined && !place.area.startsWith(type.street)) {
    throw new Refusal('unknown-type', pointerOfRule(pack.map.type), `"${type.code}" is a type of street ${type.street} only`)
  }
  const [fault] = Object.keys(draft.fields).length === 0 ? [] : fieldsCheck.faultsOfGiven(type.fieldsSchemaJson, draft.fields)
  if (fault) {
    const rule = pack.map[`fields.${fault.pointer.split('/')[1] ?? ''}`]
    throw new Refusal('bad-value', rule ? pointerOfRule(rule) : '', `is not as the type asks: ${fault.detail}`)
  }
  return { draft, type, place }
}
