import { OFFICES } from '../offices.ts'
import { ADVERTISING, APPEARANCE, CITY_EVENTS, CONSTRUCTION, OTHER_EVENTS, STREET_ORDER, SUDDEN_EVENTS } from './city-events.ts'
import { APPEARANCE_FACILITIES, CITY_PARTS, GREENING, OTHER_PARTS, PUBLIC_FACILITIES, TRAFFIC_FACILITIES } from './city-parts.ts'
import { DISPUTES, OF_CUNTAN, PROPERTY_MATTERS, QUARRELS } from './disputes.ts'
import { ALARMS, EMERGENCIES, HAZARDS, SAFETY } from './safety.ts'
import { TRIAL, TRIALS } from './trial.ts'
import type { MatterType, Profile, Row } from './type.ts'

/** The list of types of matter of the demo district. */
export function catalogue(): MatterType[] {
  return [
    ...types(CITY_PARTS, PUBLIC_FACILITIES, TRAFFIC_FACILITIES, APPEARANCE_FACILITIES, GREENING, OTHER_PARTS),
    ...types(CITY_EVENTS, APPEARANCE, ADVERTISING, CONSTRUCTION, SUDDEN_EVENTS, STREET_ORDER, OTHER_EVENTS),
    ...types(DISPUTES, QUARRELS, PROPERTY_MATTERS, OF_CUNTAN),
    ...types(SAFETY, HAZARDS),
    ...types(EMERGENCIES, ALARMS),
    ...types(TRIAL, TRIALS),
  ]
}

function types(profile: Profile, ...lists: readonly (readonly Row[])[]): MatterType[] {
  return lists.flat().map(([code, name, offices, workContent, differs]) => {
    const [lead, ...assisting] = offices.split(' ')
    const { board } = OFFICES.find((office) => office.code === lead)!
    return {
      code,
      name,
      board,
      leadPost: `${lead}/handler`,
      assistingPosts: assisting.map((office) => `${office}/handler`),
      workContent,
      ...profile,
      ...differs,
    }
  })
}
