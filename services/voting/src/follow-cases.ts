import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import type { dispatchEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { NotYetKnownError, type Outgoing, PermanentError, type ReceivedEvent } from '@yiwang/messaging'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { closedUndecided } from './adapters/kafka/decision-events.ts'
import { DecisionRecord } from './decision-record.ts'
import { begin } from './domain/stages.ts'
import { RuleSetsService } from './rule-sets.service.ts'

type CaseEvent = ReceivedEvent<dispatchEvents.LedgerEntry>

/** That a case waits for a decision of the owners: of what dispatch says nothing else concerns voting. */
export const asksForDecision = ({ fact }: CaseEvent): boolean => fact === 'decision_requested'

/** Begins a decision where a case asks for one. */
@Injectable()
export class FollowCases {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly record: DecisionRecord,
    private readonly ruleSets: RuleSetsService,
    private readonly directory: DirectoryCopy,
  ) {}

  readonly apply = async (tx: Transaction, events: readonly CaseEvent[]): Promise<readonly Outgoing[]> => {
    const refused: Outgoing[] = []
    for (const { value } of events) refused.push(...(await this.draft(tx, value)))
    return refused
  }

  /** A draft that the community completes; by an unknown rule set, or one without a vote, nothing can be decided, and the case goes on at once. */
  private async draft(tx: Transaction, { caseId, actor, at, details }: dispatchEvents.LedgerEntry): Promise<Outgoing[]> {
    const request = details?.decision
    if (!request || !actor || !at) throw new PermanentError('a request for a decision says not what or by whom')
    const compound = this.directory.compound(request.compound)
    if (!compound) throw new NotYetKnownError(`the directory has no compound ${request.compound}`)
    const ruleSet = await this.ruleSets.current(request.ruleSet, tx)
    const place = { decisionId: request.decisionId, compound: compound.code, area: compound.area, caseId, ruleSet: request.ruleSet }
    if (!ruleSet || ruleSet.form === 'NOTICE') return [closedUndecided(place, timestampDate(at))]
    const decision: KeptDecision = {
      ...{ id: request.decisionId, compound: compound.code, area: compound.area, caseId, ruleSet, scope: {}, title: '' },
      ...{ questions: [], trustees: [], stage: 'DRAFT', version: 1, seq: 0, extended: false, rollWritten: false },
      ...{ draftedBy: actor.id, draftedAt: timestampDate(at) },
    }
    if (!(await this.decisions.insert(tx, decision))) return []
    await this.ruleSets.keep(tx, ruleSet)
    await this.record.add(tx, decision, begin(decision), { kind: actor.kind as 'STAFF', person: actor.id }, { at: decision.draftedAt })
    return []
  }
}
