import { Body, Controller } from '@nestjs/common'
import { type Actor, CurrentActor, IfMatch } from '@yiwang/service-kit'
import { ClosingService } from '../../closing.service.ts'
import { OpeningService } from '../../opening.service.ts'
import { ReadingService } from '../../reading.service.ts'
import { SharesService } from '../../shares.service.ts'
import { StagesService } from '../../stages.service.ts'
import type { KeptDecision } from '../db/decisions.repository.ts'
import { Command, DecisionId } from './command.ts'
import {
  type CommandBody,
  commandBody,
  decisionView,
  type ShareBody,
  shareBody,
  type WithdrawBody,
  withdrawBody,
} from './decisions.schema.ts'

/** The commands that lead a decision from stage to stage. */
@Controller('v1/decisions')
export class StagesController {
  constructor(
    private readonly stages: StagesService,
    private readonly opening: OpeningService,
    private readonly closing: ClosingService,
    private readonly shares: SharesService,
    private readonly reading: ReadingService,
  ) {}

  @Command('publish', 'Publish the notice: opinions are taken, the roll lies open, the key is made')
  publish(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: commandBody }) { text }: CommandBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.stages.publish({ actor, id, ifMatch, text }))
  }

  @Command('open', 'Open the voting: the roll is frozen')
  open(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: commandBody }) { text }: CommandBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.opening.open({ actor, id, ifMatch, text }))
  }

  @Command('close', 'Close the voting once its time is over; sla does so by itself')
  close(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: commandBody }) _: CommandBody) {
    return this.shown(actor, this.closing.closeNow(actor, id))
  }

  @Command('share', 'As a trustee, take your share before voting opens, or hand it in after the close')
  async share(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: shareBody }) { share: text }: ShareBody) {
    const { decision, share } = await this.shares.share(actor, id, text)
    return { ...decisionView(await this.reading.view(actor, decision)), ...(share !== undefined && { share }) }
  }

  @Command('announce', 'Publish the result; objections are taken')
  announce(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: commandBody }) { text }: CommandBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.stages.announce({ actor, id, ifMatch, text }))
  }

  @Command('start-execution', 'Carry out what passed')
  startExecution(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: commandBody }) { text }: CommandBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.stages.startExecution({ actor, id, ifMatch, text }))
  }

  @Command('archive', 'Archive it')
  archive(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: commandBody }) { text }: CommandBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.stages.archive({ actor, id, ifMatch, text }))
  }

  @Command('withdraw', 'Withdraw it, with a reason; it can be started again')
  withdraw(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: withdrawBody }) { reason }: WithdrawBody,
    @IfMatch() ifMatch?: number,
  ) {
    return this.shown(actor, this.stages.withdraw({ actor, id, ifMatch, text: reason }))
  }

  private async shown(actor: Actor, decision: Promise<KeptDecision>) {
    return decisionView(await this.reading.view(actor, await decision))
  }
}
