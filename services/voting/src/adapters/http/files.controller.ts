import { Controller, Get, Param, Res } from '@nestjs/common'
import { type Actor, CurrentActor, Public } from '@yiwang/service-kit'
import { ApiOkResponse, ApiProduces } from '@yiwang/service-kit/openapi'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { FilesService } from '../../files.service.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'
import { FILE_TYPES, sendFile } from './sent-file.ts'

const FILE = { schema: { type: 'string', format: 'binary' } } as const

@Controller('v1')
export class FilesController {
  constructor(private readonly files: FilesService) {}

  @Public()
  @Get('decisions/:id/files/:attachment')
  @Described(
    'A photo or document that goes with the decision; scans of ballots are for the owners of the compound, with the result of a named decision',
    404,
    422,
  )
  @ApiProduces(...FILE_TYPES)
  @ApiOkResponse(FILE)
  async open(
    @CurrentActor() reader: Actor | undefined,
    @DecisionId() id: string,
    @Param('attachment', { schema: z.uuid() }) attachment: string,
    @Res() reply: FastifyReply,
  ) {
    const file = await this.files.open(reader, id, attachment)
    return sendFile(reply, attachment, file, file.audience === 'EVERYBODY')
  }

  @Public()
  @Get('accounts/:id/file')
  @Described('The document of accounts', 404)
  @ApiProduces(...FILE_TYPES)
  @ApiOkResponse(FILE)
  async ofAccounts(@DecisionId() id: string, @Res() reply: FastifyReply) {
    const file = await this.files.openPublic(id)
    return sendFile(reply, file.attachment, file, true)
  }
}
