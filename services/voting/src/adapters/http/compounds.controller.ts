import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { type Actor, CurrentActor, Public } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { BoardService } from '../../board.service.ts'
import { CommitteeService } from '../../committee.service.ts'
import { DecisionId } from './command.ts'
import {
  boardSchema,
  committeeSchema,
  committeeView,
  compoundCode,
  type EndOfMember,
  endOfMember,
  type NewTerm,
  newTerm,
  onBoard,
  statementView,
} from './compounds.schema.ts'
import { Described } from './described.ts'

/** The public page of a compound, and its owners' committee. */
@Controller('v1')
export class CompoundsController {
  constructor(
    private readonly board: BoardService,
    private readonly committee: CommitteeService,
  ) {}

  @Public()
  @Get('compounds/:code/board')
  @Described('The notice board of a compound: its newest decisions, its last accounts, its committee', 404)
  @ApiOkResponse({ standardSchema: boardSchema })
  async read(@CurrentActor() reader: Actor | undefined, @Param('code', { schema: compoundCode }) code: string) {
    const { compound, decisions, accounts, committee } = await this.board.ofCompound(reader, code)
    const { name, area } = compound
    return {
      compound: { code, name, area },
      decisions: decisions.map(onBoard),
      accounts: accounts.map(statementView),
      committee: committeeView(committee).items,
    }
  }

  @Public()
  @Get('compounds/:code/committee')
  @Described('Who sits in the owners’ committee, who is elected and who comes next', 404)
  @ApiOkResponse({ standardSchema: committeeSchema })
  async members(@Param('code', { schema: compoundCode }) code: string) {
    return committeeView(await this.committee.ofCompound(code))
  }

  @Post('decisions/:id/term')
  @HttpCode(200)
  @Described('Set the term of whom this election elected; an earlier committee hands over as it begins', 404, 409, 422)
  @ApiOkResponse({ standardSchema: committeeSchema })
  async term(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newTerm }) term: NewTerm) {
    return committeeView(await this.committee.startTerm(actor, id, term))
  }

  @Post('committee-members/:id/end')
  @HttpCode(200)
  @Described('Say that a member goes; the first alternate takes the seat for the rest of the term', 404, 409)
  @ApiOkResponse({ standardSchema: committeeSchema })
  async end(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: endOfMember }) { reason }: EndOfMember,
  ) {
    return committeeView(await this.committee.end(actor, id, reason))
  }
}
