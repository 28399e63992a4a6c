import type { Writable } from 'node:stream'
import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Metadata } from '@grpc/grpc-js'
import { Controller } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { Answers, CallableBy, paced, RequestError } from '@yiwang/service-kit'
import type { Observable } from 'rxjs'
import { z } from 'zod'
import { type Attachment, findAttachments } from '../db/attachments.repository.ts'
import { findMatterText } from '../db/matters.repository.ts'
import { AttachmentStore } from '../storage/attachment-store.ts'

const isUuid = (id: string): boolean => z.uuid().safeParse(id).success

/** What intake answers to other services: texts and files never travel on the bus. */
@Controller()
export class IntakeGrpcAdapter {
  constructor(
    private readonly database: Database,
    private readonly store: AttachmentStore,
  ) {}

  @CallableBy('dispatch', 'notify')
  @Answers(intakeGrpc.IntakeService.method.getMatterText)
  async getMatterText({ matterId }: intakeGrpc.GetMatterTextRequest): Promise<intakeGrpc.GetMatterTextResponse> {
    const matter = isUuid(matterId) ? await findMatterText(this.database, matterId) : undefined
    if (!matter) throw new RequestError('not-found', 'There is no such matter.')
    return create(intakeGrpc.GetMatterTextResponseSchema, {
      matterId,
      type: matter.type,
      text: matter.text,
      fieldsJson: JSON.stringify(matter.fields),
      receivedAt: timestampFromDate(matter.receivedAt),
      ...(matter.point && { point: { ...matter.point, crs: 'wgs84' } }),
    })
  }

  @CallableBy('dispatch', 'notify', 'voting')
  @Answers(intakeGrpc.IntakeService.method.getAttachments)
  async getAttachments({ ids }: intakeGrpc.GetAttachmentsRequest): Promise<intakeGrpc.GetAttachmentsResponse> {
    const attachments = await findAttachments(this.database, ids.filter(isUuid))
    return create(intakeGrpc.GetAttachmentsResponseSchema, { attachments: attachments.map(shown) })
  }

  /** Files that residents decide about are shown by voting, which knows who may see them. */
  @CallableBy('voting')
  @Answers(intakeGrpc.IntakeService.method.streamAttachment)
  streamAttachment(
    { id }: intakeGrpc.StreamAttachmentRequest,
    _: Metadata,
    call: Writable,
  ): Observable<intakeGrpc.StreamAttachmentResponse> {
    return paced(call, async (send) => {
      const [attachment] = isUuid(id) ? await findAttachments(this.database, [id]) : []
      if (!attachment) throw new RequestError('not-found', 'There is no such attachment.')
      await send(create(intakeGrpc.StreamAttachmentResponseSchema, { attachment: shown(attachment) }))
      for await (const chunk of await this.store.read(id)) await send(create(intakeGrpc.StreamAttachmentResponseSchema, { chunk }))
    })
  }
}

const shown = ({ id, contentType, size, sha256, uploadedBy, matter }: Attachment) => ({
  ...{ id, contentType, size, sha256, uploadedBy },
  ...(matter !== undefined && { matterId: matter }),
})
