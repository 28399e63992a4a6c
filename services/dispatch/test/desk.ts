import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { intakeEvents, intakeGrpc, slaEvents, topics, votingEvents } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { Outbox, type ReceivedEvent } from '@yiwang/messaging'
import { type Actor, type Page, type PageQuery, PageTokens, type ServiceToken } from '@yiwang/service-kit'
import { type FixedClock, fixedClock, testDatabase } from '@yiwang/testing'
import { v7 as uuid } from 'uuid'
import { CaseStore } from '../src/adapters/db/case.store.ts'
import { CaseList, type ListFilter } from '../src/adapters/db/case-list.ts'
import { DeadlineStore } from '../src/adapters/db/deadline.store.ts'
import { LedgerStore } from '../src/adapters/db/ledger.store.ts'
import { ensureLedgerMonths } from '../src/adapters/db/ledger-months.ts'
import { Attachments } from '../src/adapters/grpc/attachments.ts'
import type { CaseView } from '../src/case-view.ts'
import { ClocksService } from '../src/clocks.service.ts'
import { CommandsService, type Conditions } from '../src/commands.service.ts'
import type { DispatchConfig } from '../src/config.ts'
import { DecisionsService } from '../src/decisions.service.ts'
import type { CommandBodies, CommandName } from '../src/domain/commands.ts'
import { MattersService } from '../src/matters.service.ts'
import { ReadingService } from '../src/reading.service.ts'
import { SystemEntries } from '../src/system-entries.ts'
import { actor, areas, directory, person } from './small-district.ts'

export interface ReceivedMatter {
  readonly id?: string
  readonly type?: string
  readonly area?: string
  readonly reporter?: string
  readonly system?: string
  readonly authority?: string
  readonly receivedAt?: Date
}

/** Dispatch on a database of its own: what comes in from the bus is handed over, time is the test's. */
export async function dispatchDesk() {
  const { database, url, drop } = await testDatabase('dispatch')
  const clock = fixedClock('2026-11-24T02:00:00Z')
  const outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: '' })
  const cases = new CaseStore(database, outbox)
  const ledgers = new LedgerStore(database)
  const system = new SystemEntries(cases, clock as never)
  const matters = new MattersService(cases, system, directory, clock as never)
  const clocks = new ClocksService(cases, new DeadlineStore(), system)
  const decisions = new DecisionsService(system)
  const attachments = new KnownAttachments()
  const commands = new CommandsService(cases, directory, attachments, clock as never)
  const reading = new ReadingService(cases, new CaseList(database), ledgers, directory, clock as never)
  const tokens = new PageTokens('a secret of the test')
  await ensureLedgerMonths(database, [clock.now(), new Date()])
  return {
    ...{ database, url, drop, clock: clock as FixedClock, cases, ledgers, commands, reading, attachments },
    matters: (events: readonly ReceivedEvent<intakeEvents.MatterEvent>[]) => database.transaction((tx) => matters.apply(tx, events)),
    clocks: (events: readonly ReceivedEvent<slaEvents.ClockEvent>[]) => database.transaction((tx) => clocks.applyClocks(tx, events)),
    escalations: (events: readonly ReceivedEvent<slaEvents.EscalationEvent>[]) =>
      database.transaction((tx) => clocks.applyEscalations(tx, events)),
    decisions: (events: readonly ReceivedEvent<votingEvents.DecisionEvent>[]) => database.transaction((tx) => decisions.apply(tx, events)),
    /** A matter comes in; the case that it became. */
    async received(matter: ReceivedMatter = {}): Promise<string> {
      const event = receivedEvent({ receivedAt: clock.now(), ...matter })
      await this.matters([event])
      return event.value.matterId
    },
    give<Command extends CommandName>(
      login: string,
      id: string,
      command: Command,
      body: CommandBodies[Command],
      when: Partial<Conditions> = {},
    ) {
      return commands.give(as(login, clock), id, command, body, { ifMatch: undefined, key: undefined, ...when })
    },
    see: (login: string, id: string): Promise<CaseView> => reading.case(as(login, clock), id),
    list: (login: string, filter: ListFilter = {}, page: Partial<PageQuery> = {}): Promise<Page<CaseView>> =>
      reading.page(as(login, clock), { pageSize: 50, ...page, ...filter }, tokens),
    ledger: (login: string, id: string) => reading.ledger(as(login, clock), id),
    outbox: () =>
      database.rows<{ topic: string; subject: string; sequence: number; value: string; headers: Record<string, string> }>(
        sql`select topic, subject, sequence, value, headers from messaging.outbox order by id`,
      ),
  }
}
export type Desk = Awaited<ReturnType<typeof dispatchDesk>>

const as = (login: string, clock: FixedClock): Actor => actor(login, clock.now())

/** What intake would answer. */
class KnownAttachments extends Attachments {
  private readonly files: intakeGrpc.Attachment[] = []

  constructor() {
    super({ INTAKE_GRPC: '127.0.0.1:1' } as DispatchConfig, { get: () => '' } as unknown as ServiceToken)
  }

  /** Its id, after this person uploaded it. */
  uploaded(login: string, matterId?: string): string {
    const file = { id: uuid(), uploadedBy: person(login), ...(matterId !== undefined && { matterId }) }
    this.files.push(create(intakeGrpc.AttachmentSchema, file))
    return file.id
  }

  protected override async known(ids: string[]): Promise<intakeGrpc.Attachment[]> {
    return this.files.filter(({ id }) => ids.includes(id))
  }
}

export function receivedEvent({
  id = uuid(),
  type = 'plain-street',
  area = areas.grid,
  reporter = 'resident-1',
  receivedAt = new Date('2026-11-24T02:00:00Z'),
  system,
  authority,
}: ReceivedMatter = {}): ReceivedEvent<intakeEvents.MatterEvent> {
  const by = system ? { kind: 'SYSTEM', id: system } : { kind: actor(reporter).kind, id: person(reporter) }
  return matterEvent('received', {
    ...{ matterId: id, type, typeVersion: 1, area, receivedAt: timestampFromDate(receivedAt), reporter: by },
    ...(system !== undefined && { system }),
    ...(authority !== undefined && { authority }),
  })
}

export const matterEvent = (fact: string, value: MessageInitShape<typeof intakeEvents.MatterEventSchema>) =>
  event(topics.intakeMatter.name, fact, value.matterId!, create(intakeEvents.MatterEventSchema, value))

export const clockEvent = (fact: string, value: MessageInitShape<typeof slaEvents.ClockEventSchema>) =>
  event(topics.slaClock.name, fact, value.clockId ?? 'clock', create(slaEvents.ClockEventSchema, value))

export const escalationEvent = (fact: string, value: MessageInitShape<typeof slaEvents.EscalationEventSchema>) =>
  event(topics.slaEscalation.name, fact, value.clockId ?? 'clock', create(slaEvents.EscalationEventSchema, value))

export const decisionEvent = (fact: string, value: MessageInitShape<typeof votingEvents.DecisionEventSchema>) =>
  event(topics.votingDecision.name, fact, value.decisionId!, create(votingEvents.DecisionEventSchema, value))

const event = <Value>(topic: string, fact: string, subject: string, value: Value): ReceivedEvent<Value> => ({
  ...{ topic, fact, subject, key: subject, value, type: `yiwang.${topic.replace('.v1', '')}.${fact}.v1` },
  ...{
    partition: 0,
    offset: '0',
    id: uuid(),
    source: '/test',
    sequence: 1,
    area: '',
    time: new Date('2026-11-24T02:00:00Z'),
    headers: {},
    raw: '',
  },
})
