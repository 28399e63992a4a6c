/** Who is to be told of a fact. */
export const AUDIENCES = ['HOLDER', 'UNIT', 'NEXT_CENTRE', 'DISTRICT_CENTRE', 'REPORTER', 'CENTRE'] as const
export type Audience = (typeof AUDIENCES)[number]

/** What of a fact decides who is told. */
export interface Told {
  readonly level: string
  readonly unit: string
  readonly area: string
  readonly person?: string | undefined
  readonly reporter?: string | undefined
}

/** What must be known of the district to find the people of an audience, at the instant of the fact. */
export interface Staffing {
  /** Everyone with a post in the unit. */
  personsOf(unit: string): readonly string[]
  /** The dispatchers of the centre of this level for an area. */
  dispatchersOf(level: 'STREET' | 'DISTRICT', area: string): readonly string[]
}

/**
 * The people of an audience. The holder is who took the case, else everyone of the holding unit. The next centre is that
 * of the level above the holder's: below the street the street's, from the street on the district's (domain § 4).
 */
export function peopleOf(audience: Audience, told: Told, staffing: Staffing): readonly string[] {
  switch (audience) {
    case 'HOLDER':
      return told.person ? [told.person] : staffing.personsOf(told.unit)
    case 'UNIT':
      return staffing.personsOf(told.unit)
    case 'NEXT_CENTRE':
      return staffing.dispatchersOf(isBelowStreet(told.level) ? 'STREET' : 'DISTRICT', told.area)
    case 'DISTRICT_CENTRE':
      return staffing.dispatchersOf('DISTRICT', told.area)
    case 'CENTRE':
      return staffing.dispatchersOf(told.level === 'DISTRICT' ? 'DISTRICT' : 'STREET', told.area)
    case 'REPORTER':
      return told.reporter ? [told.reporter] : []
    default:
      return assertNever(audience)
  }
}

const isBelowStreet = (level: string) => level === 'GRID' || level === 'COMMUNITY'

function assertNever(audience: never): never {
  throw new TypeError(`no such audience: ${String(audience)}`)
}

/** One thing to be told: to whom, and with which template. */
export interface Telling {
  readonly audience: Audience
  readonly template: string
}

const tell = (template: string, ...audiences: Audience[]): Telling[] => audiences.map((audience) => ({ audience, template }))

/** Whom a fact about a case is told to, by the fact and the state after it, or what the owners said. What is not here is told to nobody. */
const TOLD: Record<string, readonly Telling[]> = {
  registered: [...tell('case-waits', 'UNIT'), ...tell('case-registered', 'REPORTER')],
  handed_over: tell('case-handed-over', 'HOLDER'),
  reported_up: tell('case-waits', 'UNIT'),
  dispatched: tell('case-waits', 'HOLDER'),
  declined: tell('case-declined', 'REPORTER'),
  reclassified: tell('case-reclassified', 'HOLDER'),
  suspended: tell('case-suspended', 'REPORTER'),
  decision_requested: tell('case-asks-owners', 'REPORTER'),
  resumed: [...tell('case-resumed', 'REPORTER'), ...tell('case-goes-on', 'HOLDER')],
  'solved VERIFYING': tell('case-to-verify', 'UNIT'),
  'solved ANSWERING': tell('case-to-answer', 'REPORTER'),
  'solved CLOSED': tell('case-closed', 'REPORTER'),
  fed_back: tell('case-to-verify', 'UNIT'),
  rework_ordered: tell('case-rework', 'HOLDER'),
  'verified ANSWERING': tell('case-to-answer', 'REPORTER'),
  'verified CLOSED': tell('case-closed', 'REPORTER'),
  answered: tell('case-answered', 'HOLDER'),
  reopened: tell('case-reopened', 'UNIT'),
  closed: tell('case-closed', 'REPORTER', 'HOLDER'),
  withdrawn: tell('case-withdrawn', 'HOLDER'),
  void_asked: tell('case-void-asked', 'CENTRE'),
  voided: tell('case-voided', 'REPORTER', 'HOLDER'),
  commented: tell('case-commented', 'HOLDER'),
  'resumed CONSENT': [...tell('case-consented', 'REPORTER'), ...tell('case-goes-on', 'HOLDER')],
  'resumed NO_CONSENT': [...tell('case-not-consented', 'REPORTER'), ...tell('case-goes-on', 'HOLDER')],
  'commented CONSENT': tell('case-consented', 'REPORTER', 'HOLDER'),
  'commented NO_CONSENT': tell('case-not-consented', 'REPORTER', 'HOLDER'),
  'commented DECISION': tell('case-decided-anew', 'REPORTER', 'HOLDER'),
}

export const tellingsOf = (fact: string, stateOrWord: string): readonly Telling[] => TOLD[`${fact} ${stateOrWord}`] ?? TOLD[fact] ?? []

/** Facts about a decision of the owners that people are told in words of their own; of every other they are told that there is news. */
const DECISION_NEWS = [
  ...['published', 'revised', 'notice_ended', 'opened', 'extended', 'voting_ended', 'announced', 'failed'],
  ...['execution_started', 'progressed', 'confirmed', 'archived', 'withdrawn'],
]
const ANY_NEWS = 'decision-news'

const templateOfNews = (fact: string): string => `decision-${fact.replaceAll('_', '-')}`

/** How a person is told of a fact about a decision that concerns them. */
export const templateOfDecision = (fact: string): string => (DECISION_NEWS.includes(fact) ? templateOfNews(fact) : ANY_NEWS)

export const DECISION_TEMPLATES = [...DECISION_NEWS.map(templateOfNews), ANY_NEWS]

/** Every template that a fact about a case may need. */
export const CASE_TEMPLATES = [...new Set(Object.values(TOLD).flatMap((tellings) => tellings.map(({ template }) => template)))]
