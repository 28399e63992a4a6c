import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { slaEvents, topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type ReceivedEvent, readTopic } from '@yiwang/messaging'
import { Clock, residentId } from '@yiwang/service-kit'
import { eventually, fixedClock } from '@yiwang/testing'
import { v7 as uuid } from 'uuid'
import type { ClockKind } from '../src/domain/decision.ts'
import { FollowClocks } from '../src/follow-clocks.ts'
import { type NewFile, Register, type TestRoom } from './register.fixture.ts'
import { type Sent, type Serving, serveVoting } from './serving.fixture.ts'
import { personOf, staffOf } from './small-district.fixture.ts'

export const COMPOUND = 'ct-90'
/** Three trustees of the tests: residents who own nothing. */
export const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3']

/** `owner-1` owns room 101, … `owner-n` room 10n, 100 m² each. */
export const rooms = (count: number, area = 10_000): TestRoom[] =>
  Array.from({ length: count }, (_, n) => ({ room: `${101 + n}`, area, owners: [`o${n + 1}`], households: [`h${n + 1}`] }))

export interface Open {
  readonly id: string
  /** Of the trustees, in their order. */
  readonly shares: readonly string[]
}

/** Voting on real servers with a register and a clock that the test moves; what sla says is handed over. */
export async function votingDesk(start = '2026-12-01T02:00:00Z') {
  const register = new Register()
  const voting = await serveVoting({ register })
  const clock = fixedClock(start)
  Object.assign(voting.service.app.get(Clock), { now: () => clock.now() })
  const person = (login: string) => residentId(voting.issuer.url, login)
  return new Desk(voting, register, clock, person)
}

export class Desk {
  constructor(
    readonly voting: Serving,
    readonly register: Register,
    readonly clock: ReturnType<typeof fixedClock>,
    /** Id of a resident. */
    readonly person: (login: string) => string,
  ) {}

  /** As many owners with a room each, known as `owner-1` …, and a household each. */
  settle(all: readonly TestRoom[]): void {
    this.register.rooms = [...all]
    this.register.mandates = []
    this.register.revoked = { bindings: [], mandates: [] }
    this.register.persons = new Map(
      [...new Set(all.flatMap(({ owners }) => owners))].map((owner) => [owner, this.person(`owner-${owner.slice(1)}`)]),
    )
  }

  call<Body = Record<string, unknown>>(method: string, path: string, sent: Sent = {}) {
    return this.voting.call<Body>(method, path, sent)
  }

  /** A file that they sent to intake. */
  upload(as: string, file?: NewFile): string {
    return this.register.upload(staffOf(as) ?? this.person(as), file)
  }

  /** @throws unless it is answered with 2xx */
  async ask<Body = Record<string, unknown>>(as: string, method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call<Body>(method, path, { as, ...(body !== undefined && { body }) })
    if (answer.status >= 300) throw new Error(`${method} ${path} as ${as}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  command<Body = Record<string, unknown>>(as: string, id: string, command: string, body: unknown = {}) {
    return this.ask<Body>(as, 'POST', `/v1/decisions/${id}/${command}`, body)
  }

  /** A draft by the community. */
  async drafted(ruleSet = 'trial', more: object = {}): Promise<string> {
    const { id } = await this.ask<{ id: string }>('community-1', 'POST', '/v1/decisions', {
      ...{ ruleSet, scope: { compound: COMPOUND }, title: 'Fire equipment' },
      ...{ questions: [{ id: 'q1', text: 'Shall it be renewed?' }], trustees: TRUSTEES.map(this.person) },
      ...more,
    })
    return id
  }

  async published(ruleSet?: string, more?: object): Promise<string> {
    const id = await this.drafted(ruleSet, more)
    await this.command('community-1', id, 'publish')
    await this.rollWritten(id)
    return id
  }

  /** Nothing waits to be written of it. */
  rollWritten(id: string): Promise<void> {
    return eventually(async () =>
      expect(await this.voting.database.rows(sql`select roll_written from decision where id = ${id}`)).toEqual([{ roll_written: true }]),
    )
  }

  /** Published, its notice over, its shares taken, voting open. */
  async opened(ruleSet?: string, more?: object): Promise<Open> {
    const id = await this.published(ruleSet, more)
    const shares: string[] = []
    for (const trustee of TRUSTEES) shares.push((await this.command<{ share: string }>(trustee, id, 'share')).share)
    await this.elapse(id, 'NOTICE')
    await this.elapse(id, 'OPINIONS')
    await this.command('community-1', id, 'open')
    return { id, shares }
  }

  vote(as: string, id: string, room: string, choices: Record<string, string> = { q1: 'FOR' }, key?: string) {
    return this.call<{ receipt: string; note: string; type: string }>('POST', `/v1/decisions/${id}/ballots`, {
      ...{ as, body: { room: { building: '1', unit: '1', room }, choices } },
      ...(key !== undefined && { key }),
    })
  }

  /** The time is over, and sla says so. */
  async closed({ id }: Open): Promise<void> {
    const { closesAt } = await this.stateOf<{ closesAt: string }>(id)
    this.clock.set(closesAt)
    await this.elapse(id, 'VOTING')
    await this.comesTo(id, 'COUNTING')
  }

  /** Two trustees open the box. */
  async counted({ id, shares }: Open): Promise<void> {
    await this.command(TRUSTEES[0]!, id, 'share', { share: shares[0] })
    await this.command(TRUSTEES[2]!, id, 'share', { share: shares[2] })
    await eventually(async () => expect(await this.stateOf(id)).toMatchObject({ countedAt: expect.anything() }))
  }

  async announced(open: Open): Promise<void> {
    await this.closed(open)
    await this.counted(open)
    await this.command('community-1', open.id, 'announce')
  }

  comesTo(id: string, stage: string): Promise<void> {
    return eventually(async () => expect((await this.stateOf<{ stage: string }>(id)).stage).toBe(stage))
  }

  stateOf<Body = Record<string, unknown>>(id: string): Promise<Body> {
    return this.ask<Body>('community-1', 'GET', `/v1/decisions/${id}`)
  }

  async elapse(id: string, kind: ClockKind): Promise<void> {
    await this.voting.database.transaction((tx) =>
      this.voting.service.app.get(FollowClocks).apply(tx, [this.clockEvent('elapsed', id, kind)]),
    )
  }

  clockEvent(fact: string, id: string, kind: ClockKind): ReceivedEvent<slaEvents.ClockEvent> {
    const value = create(slaEvents.ClockEventSchema, { clockId: uuid(), caseId: id, kind, dueAt: timestampFromDate(this.clock.now()) })
    return {
      ...{ topic: topics.slaClock.name, fact, subject: value.clockId, key: id, value, type: `yiwang.sla.clock.${fact}.v1` },
      ...{ partition: 0, offset: '0', id: uuid(), source: '/test', sequence: 1, area: '', time: this.clock.now(), headers: {}, raw: '' },
    }
  }

  /** What is said of a decision on the bus, once it is said so often. */
  async said(decision: string, fact: string, times: number): Promise<Record<string, unknown>[]> {
    const bus = readTopic(this.voting.kafka, this.voting.prefix + topics.votingDecision.name)
    try {
      return await eventually(() => {
        const found = bus.records
          .filter(({ key, headers }) => String(key) === decision && headers['ce_type']?.toString() === `yiwang.voting.decision.${fact}.v1`)
          .map(({ value }) => JSON.parse(String(value)))
        expect(found).toHaveLength(times)
        return found
      })
    } finally {
      await bus.stop()
    }
  }

  stop(): Promise<void> {
    return this.voting.stop()
  }
}

export { personOf }
