import { Injectable } from '@nestjs/common'
import { Database, lockNamed, statement, type Transaction } from '@yiwang/database'
import { Clock } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { VotingError } from './errors.ts'

type Limited = Pick<KeptDecision, 'id' | 'ruleSet'>

const VOTED = statement<[decision: string, person: string, besides: readonly string[]]>(
  'mandates-voted',
  `select count(distinct head)::int as n from ballot
   where decision = $1 and by_person = $2 and mandate is not null and encode(head, 'hex') <> all($3::text[])`,
)

const TAKEN = statement<[decision: string, person: string, besides: readonly string[], at: Date]>(
  'mandates-taken',
  `select count(*)::int as n from (
     select head from ballot where decision = $1 and by_person = $2 and mandate is not null
     union select head from roll_voter where decision = $1 and person = $2 and mandate is not null and (until is null or until > $4)) taken
   where encode(head, 'hex') <> all($3::text[])`,
)

/** For how many heads one person votes by mandates. One by which a ballot was cast counts to the end, whatever has become of it. */
@Injectable()
export class MandateLimit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Casts a ballot for this head. @throws where they have voted for as many others as the rule set lets them */
  casting<Result>(decision: Limited, person: string, head: string, cast: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.alone(decision, person, async (tx) => {
      requireLeft(leftOf(decision, await tx.one(VOTED(decision.id, person, [head]))))
      return cast(tx)
    })
  }

  /** Puts them on the roll for these heads: `add` is told for how many. @throws where it is none */
  adding(
    decision: Limited,
    person: string,
    heads: readonly string[],
    add: (tx: Transaction, left: number) => Promise<void>,
  ): Promise<void> {
    return this.alone(decision, person, async (tx) => {
      const left = leftOf(decision, await tx.one(TAKEN(decision.id, person, heads, this.clock.now())))
      requireLeft(left)
      await add(tx, left)
    })
  }

  /** One after the other: what is counted here stands until it is written. */
  private alone<Result>({ id }: Limited, person: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.database.transaction(work, { lock: lockNamed(`voting/mandates/${id}/${person}`) })
  }
}

const leftOf = ({ ruleSet }: Limited, taken: { n: number } | undefined): number => ruleSet.ballots.mandates - taken!.n

function requireLeft(left: number): void {
  if (left > 0) return
  throw new VotingError(
    'mandates-exceeded',
    'You represent as many owners as the rule set lets one person: let these vote, or somebody else for them.',
  )
}
