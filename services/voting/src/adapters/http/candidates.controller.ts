import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { type Actor, CurrentActor, Public } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { CandidatesService } from '../../candidates.service.ts'
import {
  candidateId,
  candidateSchema,
  candidatesSchema,
  candidateView,
  type NewCandidate,
  newCandidate,
  type Vetting,
  vetting,
} from './candidates.schema.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'

/** Who stands for election. */
@Controller('v1/decisions/:id/candidates')
export class CandidatesController {
  constructor(private readonly candidates: CandidatesService) {}

  @Post()
  @Described('Nominate yourself or another owner', 404, 409, 422)
  @ApiCreatedResponse({ standardSchema: candidateSchema })
  async nominate(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newCandidate }) candidate: NewCandidate) {
    return candidateView(await this.candidates.nominate(actor, id, candidate))
  }

  @Public()
  @Get()
  @Described('Who stands, and what was found and decided of each', 404)
  @ApiOkResponse({ standardSchema: candidatesSchema })
  async list(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string) {
    return { items: (await this.candidates.list(reader, id)).map(candidateView) }
  }

  @Post(':candidate/accept')
  @HttpCode(200)
  @Described('Say as an owner on the roll that you are this candidate, whom others nominated', 404, 409, 422)
  @ApiOkResponse({ standardSchema: candidateSchema })
  async accept(@CurrentActor() actor: Actor, @DecisionId() id: string, @Param('candidate', { schema: candidateId }) candidate: string) {
    return candidateView(await this.candidates.accept(actor, id, candidate))
  }

  @Post(':candidate/vet')
  @HttpCode(200)
  @Described('Say as community officer whether a candidate may be elected', 404, 409, 422)
  @ApiOkResponse({ standardSchema: candidateSchema })
  async vet(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Param('candidate', { schema: candidateId }) candidate: string,
    @Body({ schema: vetting }) decided: Vetting,
  ) {
    return candidateView(await this.candidates.vet(actor, id, candidate, decided))
  }
}
