import { upwards } from '../area.ts'
import type { Case, Level, Outcome, Place } from '../case.ts'
import type { Common, Evidence } from '../commands.ts'
import type { Directory, MatterType } from '../directory.ts'
import type { Given } from '../effect.ts'
import { rolesIn } from '../policy.ts'
import { Refusal } from '../refusal.ts'
import { isDrawn } from '../sampling.ts'

/** What was not dispatched: the grid's leader or the community checks the grid, the street centre checks the community. */
export function solve(kase: Case, given: Given<Common>): Outcome {
  requireEvidence('solve', given.type, given.body.evidence)
  const drawn = isDrawn(kase.id, given.type)
  const details = { drawn }
  if (!drawn) return { fact: 'solved', change: { state: 'CLOSED' }, details }
  const { level, unit } = kase.holder
  const checker = level === 'GRID' ? { level, unit } : (above(level, unit, kase, given.directory) ?? { level, unit })
  return { fact: 'solved', change: { state: 'VERIFYING', holder: independent(checker, kase, given) }, details }
}

/** What was dispatched goes back to the unit that dispatched it. */
export function feedBack(kase: Case, given: Given<Common>): Outcome {
  requireEvidence('feed-back', given.type, given.body.evidence)
  return { fact: 'fed_back', change: { state: 'VERIFYING', holder: independent(kase.dispatcher!, kase, given) } }
}

/** The unit that verifies, or the next above it if each of its members who could has handled the case. */
function independent(checker: Place, kase: Case, { directory, at, person }: Given<Common>): Place {
  const handlers = [...kase.handlers, person]
  let place: Place | undefined = { level: checker.level, unit: checker.unit }
  while (place) {
    const members = verifiersOf(place, directory, at)
    if (members.length === 0 || members.some((member) => !handlers.includes(member))) return place
    place = above(place.level, place.unit, kase, directory)
  }
  return checker
}

function verifiersOf({ level, unit }: Place, directory: Directory, at: Date): readonly string[] {
  const roles = rolesIn('VERIFYING', level)
  return directory.postsOf(unit).flatMap((post) => (roles.includes(post.role) ? directory.holdersOf(post.id, at) : []))
}

function above(level: Level, unit: string, kase: Case, directory: Directory): Place | undefined {
  const next = upwards(level)[1]
  if (!next) return undefined
  const found = directory.holdingUnit(directory.unit(unit)?.area ?? kase.area, next)
  return found.id === unit ? undefined : { level: found.level as Level, unit: found.id }
}

/** Evidence has the kinds and numbers that the type asks for with this command. */
export function requireEvidence(command: string, type: MatterType, evidence: readonly Evidence[] = []): void {
  const rules = type.evidence.filter((rule) => rule.command === command)
  const foreign = evidence.flatMap(({ kind }, index) => (rules.length > 0 && !rules.some((rule) => rule.kind === kind) ? [index] : []))
  if (foreign.length > 0) {
    throw new Refusal('evidence-unknown', `This type of matter asks for: ${rules.map(({ kind }) => kind).join(', ')}.`, {
      errors: foreign.map((index) => ({ pointer: `/evidence/${index}/kind`, detail: 'not asked for by the type of matter' })),
    })
  }
  const missing = rules.filter(
    (rule) => new Set(evidence.filter(({ kind }) => kind === rule.kind).map((e) => e.attachment)).size < rule.atLeast,
  )
  if (missing.length > 0) {
    throw new Refusal('evidence-missing', 'The type of matter asks for more evidence with this command.', {
      errors: missing.map((rule) => ({ pointer: '/evidence', detail: `at least ${rule.atLeast} of kind ${rule.kind}` })),
    })
  }
}
