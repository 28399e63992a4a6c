import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { DecisionRecord } from './decision-record.ts'
import { leftToSecondRound } from './domain/committee.ts'
import { kindOfScope, type Question, type Scope } from './domain/decision.ts'
import { requireDifferent } from './domain/refusal.ts'
import { begin } from './domain/stages.ts'
import { asProblem, VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { authorOf, callsAs, requirePerson, requireSteward } from './policy.ts'
import { RuleSetsService } from './rule-sets.service.ts'

export interface Draft {
  readonly ruleSet: string
  readonly scope: Scope & { readonly compound: string }
  readonly title: string
  readonly questions: readonly Question[]
  readonly trustees: readonly string[]
  /** A decision that is taken up again, or whose second round it is. */
  readonly restarts?: string | undefined
}

/** What of a draft may be changed. */
export type DraftChanges = { readonly [Key in 'title' | 'questions' | 'trustees' | 'scope']?: Draft[Key] | undefined }

/** Calls for decisions, as long as nobody but who prepares them sees them. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly record: DecisionRecord,
    private readonly directory: DirectoryCopy,
    private readonly ruleSets: RuleSetsService,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
  ) {}

  /** Who sends the same again gets the first answer. */
  async draft(actor: Actor, draft: Draft, key?: string): Promise<KeptDecision> {
    requirePerson(actor)
    const compound = this.directory.compound(draft.scope.compound)
    if (!compound || compound.retiredAt) throw unknown('unknown-compound', '/scope/compound', 'is no compound of this district')
    const ruleSet = await this.ruleSets.current(draft.ruleSet)
    if (!ruleSet) throw unknown('unknown-rule-set', '/ruleSet', 'is no rule set: GET /v1/rule-sets')
    const as = callsAs(actor, compound.area, ruleSet, await this.neighbours.of(actor, compound.code))
    if (!as) {
      throw new RequestError('forbidden', `By its rule set this is called for by: ${ruleSet.mayCall.join(', ')}.`)
    }
    const before = draft.restarts === undefined ? undefined : await this.earlier(draft.restarts, compound.code)
    const decision: KeptDecision = {
      ...{ id: uuid(), compound: compound.code, area: compound.area, scope: within(draft.scope), title: draft.title },
      ...roundOf(before, ruleSet, draft.questions),
      ...(before && { restarts: before.id, ...caseOf(before, ruleSet) }),
      ...{ trustees: draft.trustees, stage: 'DRAFT', version: 1, seq: 0, extended: false, rollWritten: false },
      ...{ draftedBy: actor.person, draftedAt: this.clock.now() },
    }
    requireFits(decision)
    const isNew = await this.database.transaction(async (tx) => {
      if (!(await this.decisions.insert(tx, decision, key))) return false
      await this.ruleSets.keep(tx, ruleSet)
      await this.record.add(tx, decision, begin(decision), authorOf(actor, as), { at: decision.draftedAt })
      return true
    })
    const id = isNew ? decision.id : key !== undefined && (await this.decisions.draftedWith(actor.person, key))
    if (!id) throw await this.otherRound(before!.id)
    return this.sameAs(draft, (await this.decisions.find(id))!)
  }

  /** Changes a draft; what is left out stays. */
  async edit(actor: Actor, id: string, changes: DraftChanges): Promise<KeptDecision> {
    requirePerson(actor)
    const found = await this.decisions.find(id)
    if (!found) throw notFound()
    const neighbour = await this.neighbours.of(actor, found.compound)
    return this.database.transaction(async (tx) => {
      const before = (await this.decisions.lock(tx, id))!
      requireSteward(actor, before, neighbour)
      if (before.stage !== 'DRAFT') throw new VotingError('command-not-legal', 'What is published is not changed any more.')
      if (changes.questions && before.isSecondRound)
        throw new VotingError('candidates-not-vetted', 'A second round is among those who were level, and nobody else.')
      const { title = before.title, questions = before.questions, trustees = before.trustees, scope } = changes
      const next = { ...before, title, questions, trustees, scope: scope ? within(scope) : before.scope, version: before.version + 1 }
      requireFits(next)
      await this.decisions.save(tx, next)
      return next
    })
  }

  private async earlier(id: string, compound: string): Promise<KeptDecision> {
    const found = await this.decisions.find(id)
    if (!found || found.compound !== compound) throw unknown('unknown-compound', '/restarts', 'is no earlier decision of this compound')
    return found
  }

  private async otherRound(election: string): Promise<VotingError> {
    const round = await this.decisions.secondRoundOf(election)
    const detail = 'What is left of an election goes to one second round; withdraw that one first.'
    return new VotingError('second-round-exists', detail, { ...(round !== undefined && { extra: { round } }) })
  }

  private sameAs(draft: Draft, found: KeptDecision): KeptDecision {
    if (found.compound === draft.scope.compound && found.title === draft.title) return found
    throw new RequestError('idempotency-key-reused', 'Take a new Idempotency-Key for another decision.')
  }
}

/** The case that asked for the earlier one is held to what comes of this, if it is decided by the rules that were asked for. */
const caseOf = ({ caseId, ruleSet: asked }: KeptDecision, { code }: KeptDecision['ruleSet']) =>
  caseId !== undefined && asked.code === code ? { caseId } : {}

const within = ({ compound: _, ...scope }: Draft['scope']): Scope => scope

/** A second round is among those who were level, for the seats that are left. */
function roundOf(before: KeptDecision | undefined, ruleSet: KeptDecision['ruleSet'], asked: readonly Question[]) {
  const left = leftToSecondRound(before)
  if (!before || !ruleSet.election || !left) return { ruleSet, questions: asked }
  const election = { ...ruleSet.election, seats: left.seats }
  const questions = before.questions.filter(({ id }) => left.among.includes(id))
  return { ruleSet: { ...ruleSet, election }, questions, isSecondRound: true }
}

function requireFits({ ruleSet, scope, questions }: Pick<KeptDecision, 'ruleSet' | 'scope' | 'questions'>): void {
  const ids = questions.map(({ id }) => id)
  asProblem(() => requireDifferent('question', ids))
  const kind = kindOfScope(scope)
  if (ruleSet.scopes.includes(kind)) return
  const detail = `The rule set decides for: ${ruleSet.scopes.join(', ')}.`
  throw new VotingError('scope-does-not-fit', detail, { errors: [{ pointer: '/scope', detail: `is a ${kind}` }] })
}

const unknown = (code: 'unknown-compound' | 'unknown-rule-set', pointer: string, detail: string) =>
  new VotingError(code, 'Name one that there is.', { errors: [{ pointer, detail }] })

export const notFound = () => new RequestError('not-found', 'There is no decision with this id.')
