import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Controller } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { Answers, CallableBy, RequestError } from '@yiwang/service-kit'
import { z } from 'zod'
import { findAttachments } from '../db/attachments.repository.ts'
import { findMatterText } from '../db/matters.repository.ts'

const isUuid = (id: string): boolean => z.uuid().safeParse(id).success

/** What intake answers to other services: texts and files never travel on the bus. */
@Controller()
@CallableBy('dispatch', 'notify')
export class IntakeGrpcAdapter {
  constructor(private readonly database: Database) {}

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

  @Answers(intakeGrpc.IntakeService.method.getAttachments)
  async getAttachments({ ids }: intakeGrpc.GetAttachmentsRequest): Promise<intakeGrpc.GetAttachmentsResponse> {
    const attachments = await findAttachments(this.database, ids.filter(isUuid))
    return create(intakeGrpc.GetAttachmentsResponseSchema, {
      attachments: attachments.map(({ id, contentType, size, sha256, uploadedBy, matter }) => ({
        ...{ id, contentType, size, sha256, uploadedBy },
        ...(matter !== undefined && { matterId: matter }),
      })),
    })
  }
}
