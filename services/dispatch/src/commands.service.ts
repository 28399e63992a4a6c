import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { canonical } from '@yiwang/ledger'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { CaseStore, type KeyedCommand } from './adapters/db/case.store.ts'
import { Attachments } from './adapters/grpc/attachments.ts'
import { type CaseView, viewOf } from './case-view.ts'
import type { CommandBodies, CommandName } from './domain/commands.ts'
import { decide } from './domain/decide.ts'
import { readingOf } from './domain/policy.ts'
import { asProblem } from './errors.ts'

export interface Conditions {
  readonly ifMatch: number | undefined
  readonly key: string | undefined
}

/** How often a command meets somebody faster before it gives up. */
const ATTEMPTS = 20

/** Commands of persons: read, decide, save; again if the case moved on in between. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly cases: CaseStore,
    private readonly directory: DirectoryCopy,
    private readonly attachments: Attachments,
    private readonly clock: Clock,
  ) {}

  async give<Command extends CommandName>(
    actor: Actor,
    id: string,
    command: Command,
    body: CommandBodies[Command],
    { ifMatch, key }: Conditions,
  ): Promise<CaseView> {
    const keyed = key === undefined ? undefined : { key: `${actor.person} ${key}`, hash: hashOf(command, body) }
    const once = { salt: randomBytes(16).toString('hex'), newId: uuid() }
    let isProven = false
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const found = await this.cases.read(id, keyed?.key)
      if (keyed && found?.done) return sameAnswer(found.done, keyed.hash)
      // Whom it is taken from while they act is told who was faster, not that there is none.
      if (!found || (attempt === 0 && readingOf(found.kase, actor) === 'NONE')) throw notFound()
      const { kase, readAt } = found
      const decided = () => asProblem(() => decide(kase, { command, body, actor, now: this.clock.now(), ifMatch, ...once }, this.directory))
      if (body.evidence?.length && !isProven) {
        decided()
        await this.attachments.requireUsable(body.evidence, actor.person, kase.id)
        isProven = true
        continue // What was read before intake was asked may be too old to be saved.
      }
      // The instant of the entry is taken last: sla counts on it that what happened is committed at once.
      const change = decided()
      const view = viewOf(change.next, actor, this.directory, this.clock.now())
      if (await this.cases.save(change, readAt, keyed && { ...keyed, answer: JSON.stringify(view) })) return view
    }
    throw new RequestError('unavailable', 'The case is changing too fast. Try again.')
  }
}

type DoneCommand = Omit<KeyedCommand, 'key'>

const notFound = () => new RequestError('not-found', 'There is no case with this id in your scope.')

const hashOf = (command: CommandName, body: object): string =>
  createHash('sha256')
    .update(canonical({ command, body: JSON.parse(JSON.stringify(body)) }))
    .digest('hex')

function sameAnswer({ hash, answer }: DoneCommand, asked: string): CaseView {
  if (hash !== asked) throw new RequestError('idempotency-key-reused', 'Send a new Idempotency-Key with a new command.')
  return JSON.parse(answer) as CaseView
}
