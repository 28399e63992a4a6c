import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { type Attachment, findAttachments, findUpload, insertAttachment } from './adapters/db/attachments.repository.ts'
import { findMatter } from './adapters/db/matters.repository.ts'
import { AttachmentStore } from './adapters/storage/attachment-store.ts'
import { fileTypeOf, isWhatItSays } from './domain/file-type.ts'
import { IntakeError } from './errors.ts'
import { mayReadMatter, requireMayReport } from './policy.ts'

export interface Upload {
  readonly content: Buffer
  /** What the sender says it is. */
  readonly says: string
}

/** Photos and documents: what they are is seen from their content. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly database: Database,
    private readonly store: AttachmentStore,
    private readonly clock: Clock,
  ) {}

  async keep(actor: Actor, { content, says }: Upload, key: string | undefined): Promise<Attachment> {
    requireMayReport(actor)
    const contentType = fileTypeOf(content)
    if (!contentType || !isWhatItSays(says, contentType)) {
      throw new IntakeError('file-type-refused', 'Send a JPEG, PNG, WebP or PDF under its own content type.')
    }
    const sha256 = createHash('sha256').update(content).digest('hex')
    const attachment = { id: uuid(), uploadedBy: actor.person, contentType, size: content.length, sha256 }
    await this.store.put(attachment.id, content, contentType)
    if (await insertAttachment(this.database, attachment, this.clock.now(), key)) return attachment
    await this.store.remove(attachment.id)
    return this.earlier(actor, key!, sha256)
  }

  /** The file, for its uploader and for who may read the matter it belongs to. */
  async open(actor: Actor, id: string) {
    const [attachment] = await findAttachments(this.database, [id])
    if (!attachment || !(await this.mayRead(actor, attachment))) {
      throw new RequestError('not-found', 'There is no such attachment, or you may not see it.')
    }
    return { attachment, content: await this.store.read(id) }
  }

  private async mayRead(actor: Actor, { uploadedBy, matter: id }: Attachment): Promise<boolean> {
    if (uploadedBy === actor.person) return true
    const matter = id === undefined ? undefined : await findMatter(this.database, id, actor.person)
    return matter !== undefined && mayReadMatter(actor, matter)
  }

  private async earlier(actor: Actor, key: string, sha256: string): Promise<Attachment> {
    const earlier = await findUpload(this.database, actor.person, key)
    if (earlier?.sha256 === sha256) return earlier
    throw new RequestError(
      'idempotency-key-reused',
      'Take a new Idempotency-Key for another file; the same key is for trying the same again.',
    )
  }
}
