import { Inject, Injectable } from '@nestjs/common'
import { ofWeight, reaches } from '@yiwang/counting'
import { openCheckpoint, type Signer, verifierKey } from '@yiwang/ledger'
import { type SealedChoices, unseal } from '@yiwang/ledger/decision'
import { type Actor, type Page, type PageQuery, PageTokens } from '@yiwang/service-kit'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { FilesRepository } from './adapters/db/files.repository.ts'
import { type RollHead, RollRepository } from './adapters/db/roll.repository.ts'
import { VotingError } from './errors.ts'
import { KeptTurnouts } from './kept-turnouts.ts'
import { Neighbours } from './neighbours.ts'
import { requireInside, requireVotes } from './policy.ts'
import { ReadingService } from './reading.service.ts'
import { SIGNER } from './signing.ts'

/** What the people of a compound see of the roll and of who voted. */
@Injectable()
export class RollReadingService {
  private readonly turnouts = new KeptTurnouts((id) => this.roll.turnout(id))
  /** Of what is closed: none that was counted before. */
  private readonly final = new KeptTurnouts((id) => this.roll.turnout(id))

  constructor(
    private readonly reading: ReadingService,
    private readonly roll: RollRepository,
    private readonly ballots: BallotsRepository,
    private readonly files: FilesRepository,
    private readonly neighbours: Neighbours,
    private readonly pages: PageTokens,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  /** The roll by rooms, for the owners of the compound; no name of anybody is on it. */
  async page(reader: Actor, id: string, query: PageQuery) {
    const decision = await this.inside(reader, id)
    const page = await this.heads(reader, decision, query)
    const { rollNote } = decision
    const frozen = rollNote === undefined ? undefined : openCheckpoint(rollNote, verifierKey(this.signer))
    return {
      ...page,
      items: page.items.map(shown),
      root: frozen ? Buffer.from(frozen.root).toString('base64') : null,
      ...(rollNote !== undefined && { checkpoint: rollNote }),
    }
  }

  /** Of a named decision what each room said, with the scans of its papers, once the result is announced. */
  async votes(reader: Actor, id: string, query: PageQuery) {
    const decision = await this.inside(reader, id, requireVotes)
    const { ruleSet, privateKey, publicKey, announcedAt } = decision
    if (ruleSet.secret) throw new VotingError('not-entitled', 'In a secret decision nobody sees who said what.')
    if (!privateKey || !announcedAt) throw new VotingError('not-counted', 'It is shown with the result.')
    const page = await this.heads(reader, decision, query)
    const scans = await this.files.scans(
      id,
      page.items.map(({ head }) => head),
    )
    const items = page.items.map(async (head) => ({
      ...shown(head),
      scans: scans.get(head.head) ?? [],
      ballots: (await this.ballots.ofHead(id, head.head)).map(({ way, serial, sealed }) => ({
        ...{ way, serial },
        choices: (JSON.parse(unseal(sealed, { privateKey, publicKey: publicKey! })!) as SealedChoices).choices,
      })),
    }))
    return { ...page, items: await Promise.all(items) }
  }

  /** How much has returned a ballot, against the quorums; what it says is in no answer before the close. */
  async turnout(reader: Actor | undefined, id: string) {
    const decision = await this.reading.visible(reader, id)
    const roll = { area: decision.rollArea ?? 0, heads: decision.rollHeads ?? 0 }
    const returned = await (decision.closedAt ? this.final : this.turnouts).of(id)
    const { quorum, weights } = decision.ruleSet
    const names = weights.map((weight) => ofWeight[weight]).filter((name) => quorum[name] !== undefined)
    return {
      ...{ roll, returned: { area: returned.area, heads: returned.heads } },
      quorum: Object.fromEntries(names.map((name) => [name, Object.values(quorum[name]!)[0] as string])),
      reached: Object.fromEntries(names.map((name) => [name, reaches(quorum[name]!, returned[name], roll[name])])),
    }
  }

  private heads(reader: Actor, { id }: KeptDecision, query: PageQuery): Promise<Page<RollHead>> {
    const [after = ''] = (this.pages.verify(reader, query) ?? []) as [string?]
    return this.roll.page(id, after, query.pageSize + 1).then((rows) => this.pages.page(reader, query, rows, ({ head }) => [head]))
  }

  private async inside(reader: Actor, id: string, may = requireInside): Promise<KeptDecision> {
    const decision = await this.reading.visible(reader, id)
    may(reader, decision, await this.neighbours.of(reader, decision.compound))
    return decision
  }
}

/** What is seen of rooms: not the basis of their area, which is the register’s. */
export const shownRooms = (rooms: RollHead['rooms']) =>
  rooms.map(({ building, unit, room, kind, area }) => ({ building, unit, room, kind, area }))

const shown = ({ head, rooms, area }: RollHead) => ({
  ...{ head, area },
  rooms: shownRooms(rooms),
})
