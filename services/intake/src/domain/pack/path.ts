import type { PathSpec } from './mapping-pack.ts'

type Step = string | number

const PATH = /^[^.[\]]+(\[\d+\])*(\.[^.[\]]+(\[\d+\])*)*$/

/** Whether a path can be read at all. */
export const isPath = (path: string): boolean => PATH.test(path)

/** `info[0].area[0].circle` → info, 0, area, 0, circle. */
function steps(path: string): Step[] {
  return path.split('.').flatMap((name) => {
    const [word, ...indices] = name.split('[')
    return [word!, ...indices.map((index) => Number.parseInt(index, 10))]
  })
}

const pathOf = (spec: PathSpec): string => (typeof spec === 'string' ? spec : spec.path)

/** Where in the event a path leads, as a JSON pointer. */
export const pointerOf = (spec: PathSpec): string =>
  steps(pathOf(spec))
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')

function valueAt(event: unknown, path: string): unknown {
  let value = event
  for (const step of steps(path)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<Step, unknown>)[step]
  }
  return value
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** Items are separated by white space, parts of an item by commas. */
export const itemsOf = (text: string): string[] => text.trim().split(/\s+/)
export const partsOf = (item: string): string[] => item.split(',')

function pick(text: string, spec: Exclude<PathSpec, string>): string | undefined {
  const item = itemsOf(text)[(spec.item ?? 1) - 1]
  return spec.part === undefined || item === undefined ? item : partsOf(item)[spec.part - 1]
}

/** What an event has at a path; undefined where it has nothing. */
export function readPath(event: unknown, spec: PathSpec): unknown {
  const value = valueAt(event, pathOf(spec))
  if (isBlank(value)) return undefined
  if (typeof spec === 'string' || (spec.item === undefined && spec.part === undefined)) return value
  const picked = typeof value === 'string' ? pick(value, spec) : undefined
  return isBlank(picked) ? undefined : picked
}
