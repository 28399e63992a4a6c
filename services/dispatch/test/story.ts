import { randomUUID } from 'node:crypto'
import type { Case, Outcome } from '../src/domain/case.ts'
import type { CommandBodies, CommandName } from '../src/domain/commands.ts'
import { decide } from '../src/domain/decide.ts'
import { entrance, register } from '../src/domain/effects/register.ts'
import { type Change, type EntryActor, type LedgerEntry, laterOf, record } from '../src/domain/entry.ts'
import { actor, areas, directory, person } from './small-district.ts'

/** Tuesday, ten in the morning in Shanghai. */
export const RECEIVED_AT = new Date('2026-11-24T02:00:00Z')
const MINUTE_MS = 60_000

export interface StoryStart {
  readonly id?: string
  readonly type?: string
  readonly area?: string
  /** A login; a resident by default. */
  readonly reporter?: string
}

/** A case told without a database: a line a command, a minute a line. */
export class Story {
  now = RECEIVED_AT
  kase: Case
  readonly entries: LedgerEntry[] = []

  constructor({ id = randomUUID(), type = 'plain-street', area = areas.grid, reporter = 'resident-1' }: StoryStart = {}) {
    const { kind } = actor(reporter)
    const matter = { id, area, receivedAt: RECEIVED_AT, reporter: { kind, id: person(reporter) }, system: undefined, authority: undefined }
    const matterType = directory.type(type)!
    const { blank, outcome } = register(matter, '500105001-20261124-0001', matterType, entrance(matterType, area, directory), RECEIVED_AT)
    this.kase = blank
    this.say(outcome, { kind: 'SYSTEM', id: 'dispatch' })
  }

  /** @throws Refusal */
  give<Command extends CommandName>(login: string, command: Command, ...[body]: Given<Command>): this {
    return this.order(login, command, (body ?? {}) as CommandBodies[Command])
  }

  /** … with a body that was made elsewhere. */
  order<Command extends CommandName>(login: string, command: Command, body: CommandBodies[Command]): this {
    this.now = new Date(this.now.getTime() + MINUTE_MS)
    return this.take(
      decide(
        this.kase,
        { command, body, actor: actor(login), now: this.now, salt: '00'.repeat(16), newId: person(`made ${this.entries.length}`) },
        directory,
      ),
    )
  }

  say(outcome: Outcome, by: EntryActor): this {
    return this.take(record(this.kase, outcome, by, laterOf(this.now, this.kase.lastAt)))
  }

  wait(ms: number): this {
    this.now = new Date(this.now.getTime() + ms)
    return this
  }

  private take({ next, entry }: Change): this {
    this.kase = next
    this.entries.push(entry)
    return this
  }
}

// biome-ignore lint/complexity/noBannedTypes: {} is the type of a body in which nothing is required
type Given<Command extends CommandName> = {} extends CommandBodies[Command]
  ? [body?: CommandBodies[Command]]
  : [body: CommandBodies[Command]]
