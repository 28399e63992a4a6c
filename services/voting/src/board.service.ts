import { Injectable } from '@nestjs/common'
import type { Actor } from '@yiwang/service-kit'
import { AccountsService } from './accounts.service.ts'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { CommitteeService } from './committee.service.ts'
import { RollReadingService } from './roll-reading.service.ts'

const DECISIONS = 20
const KEPT = 1_000

type Turnout = Awaited<ReturnType<RollReadingService['turnout']>>

export interface BoardDecision {
  readonly decision: KeptDecision
  readonly turnout?: Turnout | undefined
}

/** What hangs in the hall of a compound: its decisions, its accounts, its committee. */
@Injectable()
export class BoardService {
  /** Of what is closed nothing changes any more. */
  private readonly closed = new Map<string, Turnout>()

  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly rolls: RollReadingService,
    private readonly accounts: AccountsService,
    private readonly committee: CommitteeService,
  ) {}

  async ofCompound(reader: Actor | undefined, code: string) {
    const compound = this.accounts.compound(code)
    const [binding, newest, accounts, committee] = await Promise.all([
      this.decisions.bindingOf(code, DECISIONS),
      this.decisions.ofCompound(code, undefined, DECISIONS),
      this.accounts.latest(code),
      this.committee.ofCompound(code),
    ])
    const shown: BoardDecision[] = []
    for (const decision of onBoard(binding, newest)) shown.push({ decision, turnout: await this.turnout(reader, decision) })
    return { compound, decisions: shown, accounts, committee }
  }

  /** Of what was opened to a vote. */
  private async turnout(reader: Actor | undefined, { id, openedAt, closedAt }: KeptDecision): Promise<Turnout | undefined> {
    if (!openedAt) return undefined
    const known = this.closed.get(id)
    if (known) return known
    const turnout = await this.rolls.turnout(reader, id)
    if (closedAt) {
      if (this.closed.size >= KEPT) this.closed.clear()
      this.closed.set(id, turnout)
    }
    return turnout
  }
}

/** The newest first; what binds and is under way is not pushed off by what binds nobody, of which there may be much. */
function onBoard(binding: readonly KeptDecision[], newest: readonly KeptDecision[]): KeptDecision[] {
  const known = new Set(binding.map(({ id }) => id))
  const shown = [...binding, ...newest.filter(({ id }) => !known.has(id))].slice(0, DECISIONS)
  return shown.sort((a, b) => b.draftedAt.getTime() - a.draftedAt.getTime() || (a.id < b.id ? 1 : -1))
}
