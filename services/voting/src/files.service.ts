import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, RequestError } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { FilesRepository } from './adapters/db/files.repository.ts'
import { IntakeClient, type OpenFile } from './adapters/grpc/intake.client.ts'
import { VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { requireVotes } from './policy.ts'
import { ReadingService } from './reading.service.ts'

/** An attachment, and where in the body it is named. */
export interface Named {
  readonly attachment: string
  readonly pointer: string
}

/** Who will see it: everybody, or, as scans of paper ballots, only the owners of the compound and its community officer, with the result of a named decision. */
export type Audience = 'EVERYBODY' | 'INSIDE'

/** Photos and documents that go with decisions, and with accounts: each by its id. They are kept by intake, to which people upload them. */
@Injectable()
export class FilesService {
  constructor(
    private readonly intake: IntakeClient,
    private readonly files: FilesRepository,
    private readonly reading: ReadingService,
    private readonly neighbours: Neighbours,
  ) {}

  /**
   * A file is named by who uploaded it, or goes with it already; what only owners see becomes public by nobody but its uploader.
   * Asked before the decision is held: nobody waits for another service while it is.
   */
  async requireUsable(actor: Actor, of: string, named: readonly Named[], audience: Audience): Promise<void> {
    if (named.length === 0) return
    const ids = [...new Set(named.map(({ attachment }) => attachment))]
    const [uploaded, kept] = await Promise.all([this.intake.attachments(ids), this.files.of(of, ids)])
    const usable = new Set([
      ...uploaded.filter(({ uploadedBy }) => uploadedBy === actor.person).map(({ id }) => id),
      ...kept.filter(({ inside }) => !inside || audience === 'INSIDE').map(({ attachment }) => attachment),
    ])
    const unknown = named.filter(({ attachment }) => !usable.has(attachment))
    if (unknown.length === 0) return
    throw new VotingError('attachment-unknown', 'Upload the file to intake first (POST /v1/attachments), and name its id.', {
      errors: unknown.map(({ pointer }) => ({ pointer, detail: 'you have no attachment with this id' })),
    })
  }

  /** From now on it is seen with it. */
  keep(tx: Transaction, of: string, attachments: readonly string[], audience: Audience): Promise<void> {
    return this.files.add(tx, of, attachments, audience === 'INSIDE')
  }

  async open(reader: Actor | undefined, id: string, attachment: string): Promise<OpenFile & { readonly audience: Audience }> {
    const decision = await this.reading.visible(reader, id)
    const [file] = await this.files.of(id, [attachment])
    if (!file) throw new RequestError('not-found', 'There is no such file with this decision.')
    if (file.inside) await this.requireScan(reader, decision, attachment)
    return { ...(await this.intake.open(attachment)), audience: file.inside ? 'INSIDE' : 'EVERYBODY' }
  }

  /** Who entered it has seen it. Others who saw papers before the result would know what nobody else does, and of a secret decision what nobody may. */
  private async requireScan(reader: Actor | undefined, decision: KeptDecision, scan: string): Promise<void> {
    if (!reader) throw new RequestError('unauthenticated', 'Sign in: this file is for the owners of the compound.')
    if (await this.files.isEnteredBy(reader.person, decision.id, scan)) return
    requireVotes(reader, decision, await this.neighbours.of(reader, decision.compound))
    if (decision.ruleSet.secret) throw new VotingError('not-entitled', 'In a secret decision nobody sees who said what.')
    if (!decision.announcedAt) throw new VotingError('not-counted', 'It is shown with the result.')
  }

  /** The file that goes with something that everybody may see. */
  async openPublic(of: string): Promise<OpenFile & { readonly attachment: string }> {
    const file = await this.files.first(of)
    if (!file) throw new RequestError('not-found', 'No file goes with it.')
    return { ...(await this.intake.open(file.attachment)), attachment: file.attachment }
  }
}
