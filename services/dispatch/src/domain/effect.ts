import type { Case, Outcome } from './case.ts'
import type { CommandBodies, CommandName } from './commands.ts'
import type { Circumstances } from './needs.ts'
import type { Capacity } from './policy.ts'

/** What an effect gets beside the case: the body, who acts in which capacity, and the circumstances. */
export interface Given<Body> extends Circumstances {
  readonly body: Body
  readonly person: string
  readonly as: Capacity
  readonly newId: string
}

export type Effect<Command extends CommandName> = (kase: Case, given: Given<CommandBodies[Command]>) => Outcome
