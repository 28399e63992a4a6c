import { type Duration, ofWeight, type RuleSet, WEIGHTS } from './rule-set.ts'
import { inWords, isAsStrictAs, type Share } from './share.ts'

/** What a rule set says that must not be. */
export interface Contradiction {
  /** Where, as a path of its fields. */
  readonly field: string
  readonly reason: string
}

const TWO_THIRDS: Share = { atLeast: '2/3' }
const MORE_THAN_HALF: Share = { moreThan: '1/2' }
const THREE_QUARTERS: Share = { atLeast: '3/4' }
const ALL: Share = { atLeast: '1/1' }
/** Raising the fund, rebuilding, changing the use of common parts (Civil Code Art. 278, second paragraph). */
const WEIGHTY_ITEMS = [6, 7, 8]
/** An owners' assembly is announced that long ahead (verify: by the rules of the ministry, not by the Code). */
const NOTICE: Duration = { amount: 15, unit: 'CALENDAR_DAYS' }
const OWN_PARTS = ['DWELLING', 'SHOP'] as const
/** What counts only where the covenant says so. */
const BY_CLAUSE = [
  { kind: 'PARKING', by: 'parkingBy', name: 'Parking spaces' },
  { kind: 'OTHER', by: 'otherBy', name: 'Storage rooms and the like' },
] as const
/** Rules of procedure, covenant, committee, property company: there is one of each for all (Art. 278, items 1 to 4). */
const ITEMS_OF_ALL = [1, 2, 3, 4]
const USUAL = { ABSTAIN: true, BLANK: true, SPOILED: false } as const

/** Everything at once; nothing if it may be used. An advisory rule set has to agree with itself alone. */
export function contradictionsOf(ruleSet: RuleSet): Contradiction[] {
  return [...withItself(ruleSet), ...(ruleSet.advisory ? [] : withTheLaw(ruleSet))]
}

function withItself(ruleSet: RuleSet): Contradiction[] {
  const { weights, secret, form, election, rooms, voters, ballots } = ruleSet
  const found: Contradiction[] = []
  const refuse = (field: string, reason: string) => found.push({ field, reason })
  if (secret && weights.includes('AREA')) {
    refuse('secret', 'A secret ballot is by heads alone: with published areas a choice can be worked out from the result.')
  }
  if ((form === 'ELECTION') !== (election !== undefined))
    refuse('election', 'An election, and only an election, says how its seats are filled.')
  for (const { kind, by, name } of BY_CLAUSE)
    if (rooms.includes(kind) !== (ruleSet[by] !== undefined))
      refuse(by, `${name} count by a clause of the covenant, which is named, or not at all.`)
  if (secret && (ballots.replaceable || (ballots.electronic && ballots.paper))) {
    refuse(
      'ballots',
      'In a secret ballot nobody can tell which two ballots are of one head: it has one way, and no ballot replaces another.',
    )
  }
  if (voters === 'HOUSEHOLDS' && weights.includes('AREA'))
    refuse('weights', 'Households have one vote each: an area belongs to its owners.')
  if (!ballots.electronic && !ballots.paper) refuse('ballots', 'Ballots are electronic or on paper, or both.')
  for (const [field, shares] of [
    ['quorum', ruleSet.quorum],
    ['majority', ruleSet.majority],
  ] as const) {
    for (const weight of WEIGHTS) {
      if (weights.includes(weight) && !shares[ofWeight[weight]])
        refuse(`${field}.${ofWeight[weight]}`, `It weighs by ${ofWeight[weight]} and says no share.`)
      if (!weights.includes(weight) && shares[ofWeight[weight]])
        refuse(`${field}.${ofWeight[weight]}`, `It does not weigh by ${ofWeight[weight]}.`)
    }
  }
  for (const weight of election?.rank ?? [])
    if (!weights.includes(weight)) refuse('election.rank', `It does not weigh by ${ofWeight[weight]}.`)
  return found
}

function withTheLaw(ruleSet: RuleSet): Contradiction[] {
  const { basis, form, voters, rooms, scopes, stages, heads, headsBy, takesPart, takesPartBy } = ruleSet
  if (form === 'NOTICE') return basis ? [{ field: 'form', reason: 'What an article decides is voted on.' }] : []
  if (!basis) return [{ field: 'basis', reason: 'A vote that binds names its article; one that binds nobody is advisory.' }]
  const found: Contradiction[] = []
  const refuse = (field: string, reason: string) => found.push({ field, reason })
  if (voters !== (basis.article === 279 ? 'AFFECTED_OWNERS' : 'OWNERS')) {
    refuse('voters', basis.article === 279 ? 'Art. 279 asks the owners who are affected.' : 'Art. 278 asks the owners.')
  }
  if (basis.article === 278 && ITEMS_OF_ALL.includes(basis.item) && scopes.some((scope) => scope !== 'COMPOUND')) {
    refuse('scopes', `What Art. 278, item ${basis.item}, decides holds for the whole compound and is decided by all of it.`)
  }
  if (heads === 'ROOMS' && headsBy === undefined) {
    refuse('heads', 'All rooms of the same owners are one head, unless a clause of the covenant says otherwise: name it in headsBy.')
  }
  for (const kind of OWN_PARTS)
    if (!rooms.includes(kind)) refuse('rooms', `The exclusive parts of a building count, each kind of them: ${kind} is missing.`)
  if (stages.notice.unit === 'WALL_SECONDS' || stages.notice.amount < NOTICE.amount) {
    refuse('stages.notice', `A decision that binds is announced at least ${NOTICE.amount} days before the vote.`)
  }
  if (takesPartBy === undefined && (['ABSTAIN', 'BLANK', 'SPOILED'] as const).some((choice) => takesPart[choice] !== USUAL[choice])) {
    refuse(
      'takesPart',
      'Who abstains or leaves a ballot blank takes part, who spoils it does not, unless a clause of the covenant says otherwise: name it in takesPartBy.',
    )
  }
  return [...found, ...(basis.article === 279 ? unanimity(ruleSet) : quorumAndMajority(ruleSet, basis.item))]
}

/** Civil Code Art. 278, second paragraph. */
function quorumAndMajority({ weights, quorum, majority }: RuleSet, item: number): Contradiction[] {
  const least = WEIGHTY_ITEMS.includes(item) ? THREE_QUARTERS : MORE_THAN_HALF
  return WEIGHTS.flatMap((weight) => {
    const name = ofWeight[weight]
    if (!weights.includes(weight)) return [{ field: 'weights', reason: `Art. 278 weighs by area and by heads: ${name} is missing.` }]
    return [
      ...below(`quorum.${name}`, quorum[name], TWO_THIRDS, 'of the roll must take part'),
      ...below(`majority.${name}`, majority[name], least, `of what takes part must be for it (Art. 278, item ${item})`),
    ]
  })
}

/** Civil Code Art. 279: each owner who is affected agrees. */
function unanimity({ weights, majority, unreturnedFollowBy, scopes }: RuleSet): Contradiction[] {
  if (!weights.includes('HEADS')) return [{ field: 'weights', reason: 'Art. 279 asks each owner who is affected: heads are missing.' }]
  const notAgreed = 'Who does not vote has not agreed (Art. 279)'
  // Supreme People's Court, interpretation on the differentiated ownership of buildings, Art. 11.
  const ofBuilding = 'By Art. 279 all other owners of the building are affected: one staircase does not agree for them.'
  return [
    ...(scopes.includes('STAIRCASE') ? [{ field: 'scopes', reason: ofBuilding }] : []),
    ...below('majority.heads', majority.heads, ALL, 'of those who are affected must be for it (Art. 279)'),
    ...(majority.of === 'ROLL' ? [] : [{ field: 'majority.of', reason: `${notAgreed}: it is a majority of the ROLL.` }]),
    ...(unreturnedFollowBy === undefined ? [] : [{ field: 'unreturnedFollowBy', reason: `${notAgreed}, whatever the covenant says.` }]),
  ]
}

/** A share that is not there is said already. */
function below(field: string, share: Share | undefined, least: Share, what: string): Contradiction[] {
  if (share === undefined || isAsStrictAs(share, least)) return []
  return [{ field, reason: `${inWords(least)} ${what}; it asks for ${inWords(share)}.` }]
}
