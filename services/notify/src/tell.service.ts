import { Injectable } from '@nestjs/common'
import type { dispatchEvents, slaEvents, votingEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { PermanentError, type ReceivedEvent } from '@yiwang/messaging'
import { v7 as uuid } from 'uuid'
import { type CaseFile, CaseFileRepository } from './adapters/db/case-file.repository.ts'
import { DeliveryRepository, type NewDelivery, rungKey } from './adapters/db/delivery.repository.ts'
import { type Audience, peopleOf, type Staffing, type Told, tellingsOf, templateOfDecision } from './domain/audience.ts'
import type { TemplateParams } from './domain/template.ts'
import { Sender } from './sender.ts'
import { Templates } from './templates.ts'

/** What a person is told, over whatever channel. */
type Message = Omit<NewDelivery, 'id' | 'channel'>
type CaseEvent = ReceivedEvent<dispatchEvents.LedgerEntry>
type DecisionEvent = ReceivedEvent<votingEvents.DecisionEvent>
type EscalationEvent = ReceivedEvent<slaEvents.EscalationEvent>

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Turns facts into what is told to whom. Everything of a fact is written with the mark that it was consumed. */
@Injectable()
export class TellService {
  constructor(
    private readonly directory: DirectoryCopy,
    private readonly deliveries: DeliveryRepository,
    private readonly caseFiles: CaseFileRepository,
    private readonly templates: Templates,
    private readonly sender: Sender,
  ) {}

  readonly ofCases = async (tx: Transaction, events: readonly CaseEvent[]): Promise<void> => {
    const files = await this.caseFiles.keep(
      tx,
      events.map(({ value }) => value),
    )
    const told = events.flatMap((event) => {
      const { value } = event
      const file = files.get(value.caseId)
      const whoActed = value.actor?.kind === 'SYSTEM' ? undefined : value.actor?.id
      return tellingsOf(event.fact, wordOfOwners(value) ?? value.state).flatMap(({ audience, template }) =>
        this.toldTo(event, value, [audience], file)
          .filter((person) => person !== whoActed)
          .map((person) =>
            this.message(event, value.caseId, person, template, { ...this.paramsOf(value.number, file), ...reasonOf(value) }),
          ),
      )
    })
    await this.add(tx, told)
  }

  readonly ofEscalations = async (tx: Transaction, events: readonly EscalationEvent[]): Promise<void> => {
    const files = await this.caseFiles.find(
      tx,
      events.map(({ value }) => value.caseId),
    )
    const withdrawn = events.filter(({ fact }) => fact === 'withdrawn').map(({ value }) => value)
    const toldBefore = await this.deliveries.toldOfRungs(
      tx,
      withdrawn.map(({ caseId }) => caseId),
      withdrawn.map(({ clockId, epoch, rung }) => rungKey(clockId, epoch, rung)),
    )
    // A rung may be raised and withdrawn in one batch: then nobody was told before, and the audience is worked out again.
    const told = events.flatMap((event) => {
      const { value } = event
      const file = files.get(value.caseId)
      const raised = event.fact === 'raised'
      const before = raised ? undefined : toldBefore.get(rungKey(value.clockId, value.epoch, value.rung))
      return (before ?? this.toldTo(event, value, value.tell as Audience[], file)).map((person) =>
        this.message(event, value.caseId, person, raised ? 'escalation-raised' : 'escalation-withdrawn', {
          ...this.paramsOf(value.number, file),
          kind: value.kind,
          percent: value.percent,
          rungKey: rungKey(value.clockId, value.epoch, value.rung),
          dueAt: Number(value.dueAt?.seconds ?? 0) * 1_000,
        }),
      )
    })
    await this.add(tx, told)
  }

  /** Voting says itself whom a fact about a decision concerns, some hundred at a time: it alone knows who owns what. */
  readonly ofDecisions = async (tx: Transaction, events: readonly DecisionEvent[]): Promise<void> => {
    const told = events.flatMap((event) => {
      const { persons, toldOf = '', decisionId, compound } = event.value
      if (!persons.every((person) => UUID.test(person))) throw new PermanentError('who is to be told has no id')
      const params = { decisionId, compound: this.directory.compound(compound)?.name ?? compound }
      return [...new Set(persons)].map((person) => this.message(event, null, person, templateOfDecision(toldOf), params))
    })
    await this.add(tx, told)
  }

  /** Every channel to people is given everything that people are told. */
  private async add(tx: Transaction, told: readonly Message[]): Promise<void> {
    const channels = this.sender.channelsTo('PEOPLE')
    const deliveries = told.flatMap((message) => channels.map((channel) => ({ ...message, id: uuid(), channel })))
    await this.deliveries.add(tx, deliveries, this.sender.now())
    if (deliveries.length > 0) tx.afterCommit(() => this.sender.wake('PEOPLE'))
  }

  private toldTo(event: ReceivedEvent, told: Omit<Told, 'reporter'>, audiences: readonly Audience[], file: CaseFile | undefined): string[] {
    const whom = { ...told, reporter: file?.reporter ?? undefined }
    return [...new Set(audiences.flatMap((audience) => peopleOf(audience, whom, this.staffingAt(event.time))))]
  }

  private staffingAt(at: Date): Staffing {
    const { directory } = this
    return {
      personsOf: (unit) => directory.personsOf(unit, at),
      dispatchersOf: (level, area) => {
        const centre = directory.holdingUnit(area, level)
        const posts = centre ? directory.postsOf(centre.id).filter(({ role }) => role === 'DISPATCHER') : []
        return posts.flatMap(({ id }) => directory.holdersOf(id, at))
      },
    }
  }

  private paramsOf(number: string, file: CaseFile | undefined): TemplateParams {
    const type = file && this.directory.type(file.type, file.typeVersion)
    return { number, ...(file ? { type: type?.name ?? file.type } : {}) }
  }

  private message(event: ReceivedEvent, caseId: string | null, recipient: string, template: string, params: TemplateParams): Message {
    const { id, type, area, time } = event
    const templateVersion = this.templates.versionOf(template)
    return {
      eventId: id,
      eventType: type,
      caseId,
      area,
      recipient,
      at: time,
      template,
      templateVersion,
      params,
      body: null,
    }
  }
}

/** Why a case waits. */
const reasonOf = ({ details }: dispatchEvents.LedgerEntry): TemplateParams =>
  details?.suspension ? { reason: details.suspension.reason } : {}

/** Whether the owners have consented, or decide anew; undefined where the fact is about something else. */
function wordOfOwners({ fact, details }: dispatchEvents.LedgerEntry): string | undefined {
  if (details?.decisionResult) return details.decisionResult.passed ? 'CONSENT' : 'NO_CONSENT'
  return details?.decision && fact === 'commented' ? 'DECISION' : undefined
}
