/** Why a field cannot be taken. */
export class Fault {
  readonly rule: string
  readonly message: string

  constructor(rule: string, message: string) {
    this.rule = rule
    this.message = message
  }
}

export type Parse<T> = (raw: string) => T | Fault
export interface Column<T, Needed extends boolean = boolean> {
  readonly needed: Needed
  readonly parse: Parse<T>
}
export type Columns = Readonly<Record<string, Column<unknown>>>

/** What a row of these columns holds: optional where a column may be empty. */
export type RowOf<C extends Columns> = {
  [K in keyof C as C[K] extends Column<unknown, true> ? K : never]: C[K] extends Column<infer T> ? T : never
} & {
  [K in keyof C as C[K] extends Column<unknown, true> ? never : K]?: C[K] extends Column<infer T> ? T : never
}

export const needed = <T>(parse: Parse<T>): Column<T, true> => ({ needed: true, parse })
export const optional = <T>(parse: Parse<T>): Column<T, false> => ({ needed: false, parse })

export const text: Parse<string> = (raw) => raw

export const whole: Parse<number> = (raw) => {
  if (!/^\d{1,9}$/.test(raw)) return new Fault('bad-number', `"${raw}" is not a whole number`)
  return Number(raw)
}

/** Square metres as an integer of 0.01 m². */
export const centiares: Parse<number> = (raw) => {
  if (/^\d+\.\d+$/.test(raw)) return new Fault('bad-number', `"${raw}" is not an integer of 0.01 m²: 89.50 m² is written 8950`)
  const area = whole(raw)
  return area === 0 ? new Fault('zero-area', 'a room of no area would have no share in any decision') : area
}

export const oneOf =
  <const W extends readonly string[]>(words: W): Parse<W[number]> =>
  (raw) =>
    words.includes(raw) ? raw : new Fault('unknown-word', `"${raw}" is none of ${words.join(', ')}`)

export const areaCode: Parse<string> = (raw) =>
  /^\d+$/.test(raw) ? raw : new Fault('bad-code', `"${raw}" is not the code of an area: it is made of digits`)

export const plainCode: Parse<string> = (raw) =>
  /^[A-Za-z0-9._-]+$/.test(raw) ? raw : new Fault('bad-code', `"${raw}" is not a code: letters, digits, ".", "_" and "-" only`)

/** A code of parts with "/" between them. */
export const pathCode =
  (parts: number, example: string): Parse<string> =>
  (raw) =>
    raw.split('/').length === parts && raw.split('/').every((part) => /^[A-Za-z0-9._-]+$/.test(part))
      ? raw
      : new Fault('bad-code', `"${raw}" is not written like ${example}`)

export const phone: Parse<string> = (raw) =>
  /^(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/.test(raw)
    ? raw
    : new Fault('bad-phone', 'the phone is neither a mobile number of 11 digits nor a landline with its area code')

/** Of an identity number: the last four to six characters; the check digit may be X. */
export const idLastDigits: Parse<string> = (raw) =>
  /^\d{3,5}[\dXx]$/.test(raw)
    ? raw.toUpperCase()
    : new Fault('bad-id-digits', 'this is not the last four to six digits of an identity number')

export const login: Parse<string> = (raw) =>
  /^[^\s\p{Cc}]{1,200}$/u.test(raw) ? raw : new Fault('bad-login', 'the login is longer than 200 characters or has spaces')

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/
const CHINA = '+08:00'

/** Whether a calendar has this day: 2026-02-30 is no day. */
export function isDay(raw: string): boolean {
  const parts = DAY.exec(raw)
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** A day (its beginning in China) or an instant with its offset. */
export const instant: Parse<Date> = (raw) => {
  if (isDay(raw)) return new Date(`${raw}T00:00:00${CHINA}`)
  if (INSTANT.test(raw) && isDay(raw.slice(0, 10))) return new Date(raw)
  return new Fault('bad-date', `"${raw}" is neither a day like 2026-01-31 nor an instant like 2026-01-31T09:00:00+08:00`)
}
