/** Who may read and do what in the directory. What is asked of a caller, and nothing more. */
export interface Reader {
  readonly kind: 'STAFF' | 'RESIDENT' | 'SYSTEM'
  readonly holdings: readonly { readonly area: string }[]
}

export interface Doer {
  readonly kind: 'STAFF' | 'RESIDENT' | 'SYSTEM'
  readonly person: string
  readonly holdings: readonly { readonly area: string; readonly role: string }[]
}

export type Reading =
  /** Who am I, and what time is it. */
  | 'self'
  /** Areas, and where a point lies: one needs them to report. */
  | 'land'
  /** Types of matter: likewise. */
  | 'catalogue'
  /** Units, posts and who holds them; working calendars. */
  | 'organisation'

/** A resident reads what a report needs; everything is open to staff and to our own services. */
const openToResidents: Record<Reading, boolean> = { self: true, land: true, catalogue: true, organisation: false }

export const mayRead = (reader: Reader, reading: Reading): boolean => reader.kind !== 'RESIDENT' || openToResidents[reading]

/** The name of who holds a post is in the clear for those who work above, in or below its area; for the rest of the staff it is masked. */
export const seesNamesIn = (reader: Reader, area: string): boolean =>
  reader.kind === 'SYSTEM' || reader.holdings.some((holding) => area.startsWith(holding.area) || holding.area.startsWith(area))

/** 王小明 → 王**. */
export const masked = (name: string): string => {
  const [first = '', ...rest] = name
  return first + '*'.repeat(rest.length)
}

/** People claim rooms and give mandates, staff too where they own or live; a service does neither. */
export const isPerson = (doer: Doer): boolean => doer.kind !== 'SYSTEM'

/** A community officer looks after the register of the compounds in their community. */
export const isOfficerOf = (doer: Doer, area: string): boolean =>
  doer.holdings.some((holding) => holding.role === 'COMMUNITY_OFFICER' && area.startsWith(holding.area))

/** The officer of the compound's area, the owners who give it and the representative; who filed it for others and left sees it no more. */
export const maySeeMandate = (
  doer: Doer,
  mandate: { readonly area: string; readonly owners: readonly string[]; readonly person: string | undefined },
  own: readonly string[],
): boolean =>
  isOfficerOf(doer, mandate.area) ||
  (isPerson(doer) && (mandate.person === doer.person || own.some((owner) => mandate.owners.includes(owner))))

/** The claimant their own, and the officer of the compound's area. */
export const maySeeClaim = (doer: Doer, claim: { readonly person: string | undefined; readonly area: string }): boolean =>
  (isPerson(doer) && claim.person === doer.person) || isOfficerOf(doer, claim.area)
