import { hash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Queryable, Transaction } from '@yiwang/database'
import { makeSealingKeys, publicKeyOf, type SealingKeys } from '@yiwang/ledger/decision'
import { type Actor, Sealing } from '@yiwang/service-kit'
import { combine, split } from 'shamir-secret-sharing'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { SharesRepository } from './adapters/db/shares.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { CommandsService } from './commands.service.ts'
import { hasVote } from './domain/decision.ts'
import { VotingError } from './errors.ts'

/** So many of the three open the box. */
const THRESHOLD = 2

/** The private half of a decision's key: made, split among the trustees, forgotten before the first ballot, put together at the close. */
@Injectable()
export class SharesService {
  constructor(
    private readonly commands: CommandsService,
    private readonly shares: SharesRepository,
    private readonly tasks: TasksRepository,
    private readonly sealing: Sealing,
  ) {}

  /** The public half; of the private one only the shares are kept, each for its trustee. */
  async make(tx: Transaction, decision: KeptDecision): Promise<Pick<KeptDecision, 'publicKey'>> {
    if (!hasVote(decision)) return {}
    const { publicKey, privateKey } = makeSealingKeys()
    const secret = new Uint8Array(privateKey)
    const shares = await split(secret, decision.trustees.length, THRESHOLD)
    for (const bytes of [secret, privateKey]) bytes.fill(0)
    const waiting = decision.trustees.map((trustee, n) => {
      const share = Buffer.from(shares[n]!)
      return { trustee, hash: hashOf(share), kept: this.seal(share, decision.id, trustee) }
    })
    await this.shares.put(tx, decision.id, waiting)
    return { publicKey }
  }

  /** Without a share: the trustee takes theirs. With one: they hand it in, and the second opens the box. */
  async share(actor: Actor, id: string, text: string | undefined): Promise<{ decision: KeptDecision; share?: string }> {
    let share: string | undefined
    const decision = await this.commands.note({ actor, id, command: 'share' }, async (tx, found, at) => {
      if (found.stage === 'COUNTING') return this.handIn(tx, actor, found, text, at)
      share = await this.take(tx, actor, found, text, at)
      return 'share_taken'
    })
    return { decision, ...(share !== undefined && { share }) }
  }

  /** From here on nobody but the trustees has them. */
  forget(tx: Transaction, id: string): Promise<void> {
    return this.shares.forget(tx, id)
  }

  /** The keys, from the shares that were handed in. */
  async keysOf(db: Queryable, { id, publicKey }: KeptDecision): Promise<SealingKeys> {
    const given = (await this.shares.of(db, id)).flatMap(({ trustee, given: sealed }) => (sealed ? [this.open(sealed, id, trustee)] : []))
    const privateKey = Buffer.from(await combine(given.slice(0, THRESHOLD).map((share) => new Uint8Array(share))))
    if (!publicKey || !publicKeyOf(privateKey).equals(publicKey)) throw new Error(`the shares of decision ${id} do not make its key`)
    return { publicKey, privateKey }
  }

  drop(tx: Transaction, id: string): Promise<void> {
    return this.shares.drop(tx, id)
  }

  /** Nobody will open the box: of the key nothing is left here. */
  async discard(tx: Transaction, id: string): Promise<void> {
    await this.shares.forget(tx, id)
    await this.shares.drop(tx, id)
  }

  private async take(tx: Transaction, actor: Actor, { id }: KeptDecision, text: string | undefined, at: Date): Promise<string> {
    if (text !== undefined) throw new VotingError('command-not-legal', 'Shares are handed in after the close.')
    const own = (await this.shares.of(tx, id)).find(({ trustee }) => trustee === actor.person)
    if (!own?.kept) throw new VotingError('share-taken', 'Shares are handed out before voting opens.')
    await this.shares.taken(tx, id, actor.person, at)
    return this.open(own.kept, id, actor.person).toString('base64')
  }

  private async handIn(
    tx: Transaction,
    actor: Actor,
    decision: KeptDecision,
    text: string | undefined,
    at: Date,
  ): Promise<string | undefined> {
    const all = await this.shares.of(tx, decision.id)
    const own = all.find(({ trustee }) => trustee === actor.person)!
    const share = Buffer.from(text ?? '', 'base64')
    if (!hashOf(share).equals(own.hash)) throw new VotingError('share-does-not-fit', 'Send the share as you got it: {"share": "<base64>"}.')
    if (own.given || decision.countedAt) return undefined
    await this.shares.give(tx, decision.id, actor.person, this.seal(share, decision.id, actor.person), at)
    if (all.filter(({ given }) => given).length + 1 >= THRESHOLD) await this.tasks.add(tx, decision.id, 'COUNT', at)
    return 'share_given'
  }

  private readonly seal = (share: Buffer, decision: string, trustee: string) =>
    this.sealing.seal(share.toString('base64'), place(decision, trustee))
  private readonly open = (sealed: Buffer, decision: string, trustee: string) =>
    Buffer.from(this.sealing.open(sealed, place(decision, trustee)), 'base64')
}

const place = (decision: string, trustee: string) => ({ purpose: 'trustee_share', row: `${decision}/${trustee}` })
const hashOf = (share: Uint8Array): Buffer => hash('sha256', share, 'buffer')
