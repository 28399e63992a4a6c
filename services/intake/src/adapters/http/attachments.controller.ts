import type {} from '@fastify/multipart'
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common'
import { type Actor, CurrentActor, IdempotencyKey, RequestError } from '@yiwang/service-kit'
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiProduces, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AttachmentsService, type Upload } from '../../attachments.service.ts'
import { fileTypes } from '../../domain/file-type.ts'
import { IntakeError } from '../../errors.ts'
import { Described } from './described.ts'
import { attachmentView } from './matter-view.ts'
import { attachmentSchema, idParameter } from './matters.schema.ts'

const FILE_FORM = {
  ...{ type: 'object', required: ['file'], additionalProperties: false },
  properties: { file: { type: 'string', format: 'binary', contentMediaType: fileTypes.join(', ') } },
}

@Controller('v1/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: AttachmentsService) {}

  @Post()
  @Described('Keep a photo or document for a report or as evidence', 413, 415, 422)
  @IdempotencyKeyHeader(false)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FILE_FORM })
  @ApiCreatedResponse({ standardSchema: attachmentSchema })
  async keep(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @IdempotencyKey() key: string | undefined) {
    return attachmentView(await this.attachments.keep(actor, await uploadOf(request), key))
  }

  @Get(':id')
  @Described('The file of an attachment', 404)
  @ApiProduces(...fileTypes)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async open(@CurrentActor() actor: Actor, @Param('id', { schema: idParameter }) id: string, @Res() reply: FastifyReply) {
    const { attachment, content } = await this.attachments.open(actor, id)
    const { contentType, size, sha256 } = attachment
    return reply
      .headers({
        'content-type': contentType,
        'content-length': size,
        'content-disposition': `attachment; filename="${id}.${contentType.split('/')[1]}"`,
        etag: `"${sha256}"`,
        'cache-control': 'private, immutable',
        'x-content-type-options': 'nosniff',
      })
      .send(content)
  }
}

/** The part named `file`; one that is too large answers 413 while it is read. */
async function uploadOf(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new IntakeError('not-multipart', 'Send multipart/form-data with one part named file.')
  try {
    return await onlyFile(request)
  } catch (error) {
    // What reads the form throws plain errors at one without a boundary or without its end.
    if (error instanceof Error && !('statusCode' in error) && !(error instanceof IntakeError)) {
      throw new RequestError('malformed-request', `Send a whole multipart form: ${error.message}.`, { cause: error })
    }
    throw error
  }
}

async function onlyFile(request: FastifyRequest): Promise<Upload> {
  let upload: Upload | undefined
  for await (const part of request.parts()) {
    if (part.type !== 'file' || part.fieldname !== 'file' || upload) {
      if (part.type === 'file') part.file.resume()
      throw new IntakeError('file-missing', 'Send one part named file, with a file name, and no other part.')
    }
    upload = { content: await part.toBuffer(), says: part.mimetype }
  }
  if (!upload) throw new IntakeError('file-missing', 'Send one part named file, with a file name.')
  return upload
}
