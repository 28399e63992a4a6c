export interface PlaceOfPerson {
  readonly building: string
  readonly unit: string
}

/** All that is shown of who says something: building and unit, and never the room. */
export const maskedPlace = (rooms: readonly PlaceOfPerson[]): string => {
  const [first] = rooms
  return first ? `${first.building}/${first.unit}/***` : '***'
}

/** A staircase in which somebody owns a room or lives. */
export interface Home extends PlaceOfPerson {
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

/** Of a place in a roll: staircase or building only where enough others have rooms there. */
export function hiddenPlace(home: PlaceOfPerson | undefined, around: Around): string {
  if (!home || around.building < HIDING_ROOMS) return maskedPlace([])
  return around.staircase < HIDING_ROOMS ? `${home.building}/***` : maskedPlace([home])
}
