export interface PlaceOfPerson {
  readonly building: string
  readonly unit: string
}

/** All that is shown of who says something: building and unit, and never the room. */
export const maskedPlace = (rooms: readonly PlaceOfPerson[]): string => {
  const [first] = rooms
  return first ? `${first.building}/${first.unit}/***` : '***'
}
