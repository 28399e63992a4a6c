import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { coarser, levelOfArea } from '../area.ts'
import type { Case, Level, Outcome, Party, Place } from '../case.ts'
import type { Directory, MatterType } from '../directory.ts'

/** A matter as intake received it. */
export interface Matter {
  readonly id: string
  readonly area: string
  readonly receivedAt: Date
  readonly reporter: Party
  readonly system: string | undefined
  readonly authority: string | undefined
}

/** Where a matter enters the net: no finer than its type says and no finer than its place is known; never nobody. */
export function entrance(type: MatterType, area: string, directory: Directory): Place {
  const { id, level } = directory.holdingUnit(area, coarser(type.entersAt as Level, levelOfArea(area)))
  return { level: level as Level, unit: id }
}

/** 案卷建立: the case of a matter. It has been held since intake received the matter. */
export function register(matter: Matter, number: string, type: MatterType, place: Place, at: Date): { blank: Case; outcome: Outcome } {
  const { id, area, receivedAt, reporter, system, authority } = matter
  const handling = place.level === 'GRID' || place.level === 'COMMUNITY'
  const blank: Case = {
    ...{ id, number, area, reporter, system, authority, receivedAt },
    ...{ type: type.code, typeVersion: type.version, round: 1 },
    ...{ state: handling ? 'HANDLING' : 'TRIAGE', holder: place, heldSince: receivedAt, first: place },
    ...{ givenTo: handling ? place : undefined, dispatcher: undefined },
    ...{ verifiedAt: undefined, closedAt: undefined, endedBySeq: undefined },
    ...{ caseStartedAt: receivedAt, stepStartedAt: receivedAt },
    ...{ caseDueAt: undefined, caseWarnAt: undefined, stepDueAt: undefined, stepWarnAt: undefined },
    ...{ pauses: [], suspension: undefined, decision: undefined },
    ...{ handlers: [], participants: [], voidAsked: undefined, changed: { by: reporter.id, at } },
    ...{ version: 1, seq: 0, head: '', lastAt: receivedAt },
  }
  const outcome: Outcome = {
    fact: 'registered',
    details: {
      type: type.code,
      typeVersion: type.version,
      ...(type.plan && { plan: type.plan }),
      receivedAt: timestampFromDate(receivedAt),
      reporter,
      ...(system !== undefined && { system }),
    },
  }
  return { blank, outcome }
}
