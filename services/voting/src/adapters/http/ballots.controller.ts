import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common'
import { type Actor, CurrentActor, IdempotencyKey, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import type { FastifyReply } from 'fastify'
import { BallotsService } from '../../ballots.service.ts'
import { ExportService } from '../../export.service.ts'
import { PapersService } from '../../papers.service.ts'
import { RollReadingService, shownRooms } from '../../roll-reading.service.ts'
import { TreesService } from '../../trees.service.ts'
import {
  castSchema,
  type NewBallot,
  type NewPaperBallot,
  newBallot,
  newPaperBallot,
  ownLines,
  paperSchema,
  receiptName,
  receiptSchema,
  rollPage,
  turnoutSchema,
  votesPage,
} from './ballots.schema.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'

/** The roll, ballots, and what shows that they were counted. */
@Controller('v1/decisions/:id')
export class BallotsController {
  constructor(
    private readonly ballots: BallotsService,
    private readonly papers: PapersService,
    private readonly rolls: RollReadingService,
    private readonly trees: TreesService,
    private readonly exports: ExportService,
  ) {}

  @Post('ballots')
  @Described('Vote', 404, 409, 422)
  @IdempotencyKeyHeader(false)
  @ApiCreatedResponse({ standardSchema: castSchema })
  vote(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: newBallot }) { room, choices }: NewBallot,
    @IdempotencyKey() key: string | undefined,
  ) {
    return this.ballots.vote(actor, id, room, choices, key)
  }

  @Post('paper-ballots')
  @Described('Enter a paper ballot; a second person does so too, and a third where they differ', 404, 409, 422)
  @ApiCreatedResponse({ standardSchema: paperSchema })
  paper(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newPaperBallot }) paper: NewPaperBallot) {
    return this.papers.enter(actor, id, paper)
  }

  @Get('roll')
  @Described('The roll by rooms, for the owners of the compound', 404)
  @ApiOkResponse({ standardSchema: rollPage })
  roll(@CurrentActor() reader: Actor, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    return this.rolls.page(reader, id, query)
  }

  @Get('roll/mine')
  @Described('The lines which the caller owns or for which they vote, with what proves that they are on the roll', 404)
  @ApiOkResponse({ standardSchema: ownLines })
  async mine(@CurrentActor() reader: Actor, @DecisionId() id: string) {
    const items = await this.trees.ownLines(reader, id)
    return { items: items.map(({ members: _, rooms, ...line }) => ({ ...line, rooms: shownRooms(rooms) })) }
  }

  @Public()
  @Get('turnout')
  @Described('How much has voted, against the quorums', 404)
  @ApiOkResponse({ standardSchema: turnoutSchema })
  turnout(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string) {
    return this.rolls.turnout(reader, id)
  }

  @Get('votes')
  @Described('Of a named decision what each room said, for the owners of the compound, with the result', 404, 422)
  @ApiOkResponse({ standardSchema: votesPage })
  votes(@CurrentActor() reader: Actor, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    return this.rolls.votes(reader, id, query)
  }

  @Get('receipts/:receipt')
  @Described('A ballot by its receipt, and after the close where it stands on the board', 404)
  @ApiOkResponse({ standardSchema: receiptSchema })
  receipt(@CurrentActor() reader: Actor, @DecisionId() id: string, @Param('receipt', { schema: receiptName }) receipt: string) {
    return this.trees.receipt(reader, id, receipt)
  }

  @Public()
  @Get('export')
  @Described('Everything that is needed to count it again, as lines of JSON (docs/formats/decision.md)', 404, 422)
  @ApiOkResponse({ content: { 'application/jsonl': { schema: { type: 'string' } } } })
  async export(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Res() reply: FastifyReply) {
    const lines = await this.exports.export(reader, id)
    return reply.type('application/jsonl; charset=utf-8').header('content-disposition', `attachment; filename="${id}.jsonl"`).send(lines)
  }
}
