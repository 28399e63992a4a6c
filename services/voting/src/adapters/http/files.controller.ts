import { Readable } from 'node:stream'
import { Controller, Get, Param, Res } from '@nestjs/common'
import { type Actor, CurrentActor, Public } from '@yiwang/service-kit'
import { ApiOkResponse, ApiProduces } from '@yiwang/service-kit/openapi'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { FilesService } from '../../files.service.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'

const PICTURES = ['image/jpeg', 'image/png', 'image/webp']

@Controller('v1/decisions/:id/files')
export class FilesController {
  constructor(private readonly files: FilesService) {}

  @Public()
  @Get(':attachment')
  @Described('A photo or document that goes with the decision; scans of ballots are for the owners of the compound', 404)
  @ApiProduces(...PICTURES, 'application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async open(
    @CurrentActor() reader: Actor | undefined,
    @DecisionId() id: string,
    @Param('attachment', { schema: z.uuid() }) attachment: string,
    @Res() reply: FastifyReply,
  ) {
    const { contentType, size, content, audience } = await this.files.open(reader, id, attachment)
    const shown = PICTURES.includes(contentType) ? 'inline' : 'attachment'
    return reply
      .headers({
        'content-type': contentType,
        'content-length': size,
        'content-disposition': `${shown}; filename="${attachment}.${contentType.split('/')[1]}"`,
        'cache-control': audience === 'EVERYBODY' ? 'public, max-age=3600' : 'private, no-store',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(content))
  }
}
