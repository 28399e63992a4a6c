/** A staircase in which somebody owns a room or lives. */
export interface Home {
  readonly building: string
  readonly unit: string
  /** OWNER or TENANT. */
  readonly kind: string
}

/** How many rooms there are, as far as it matters. */
export interface Around {
  readonly staircase: number
  readonly building: number
}

/** Among so many rooms nobody says whose it is. */
export const HIDING_ROOMS = 3

/** What somebody owns comes before where they rent. */
export const homeOf = <Room extends Home>(rooms: readonly Room[]): Room | undefined =>
  rooms.find(({ kind }) => kind === 'OWNER') ?? rooms[0]

/** What everybody sees of who said something: staircase or building, where enough others have rooms there, and never the room. */
export function placeOf(home: Home | undefined, around: Around): string {
  if (!home || around.building < HIDING_ROOMS) return '**'
  const building = named(home.building, '栋')
  return around.staircase < HIDING_ROOMS ? `${building}**` : `${building}${named(home.unit, '单元')}**`
}

/** `3` becomes `3栋`; a name that says what it is stays as it is. */
const named = (name: string, what: string): string => (/^[0-9A-Za-z-]+$/.test(name) ? `${name}${what}` : name)
