import { Controller, Get, Param } from '@nestjs/common'
import { Public } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { DecisionsService } from '../../decisions.service.ts'
import { Described } from './described.ts'

const decisionView = z.object({ id: z.uuid() }).meta({ id: 'Decision' })

@Controller('v1/decisions')
export class DecisionsController {
  constructor(private readonly decisions: DecisionsService) {}

  @Public()
  @Get(':id')
  @Described('A decision as everybody may see it', 404)
  @ApiOkResponse({ standardSchema: decisionView })
  read(@Param('id', { schema: z.uuid() }) id: string): Promise<z.output<typeof decisionView>> {
    return this.decisions.read(id)
  }
}
