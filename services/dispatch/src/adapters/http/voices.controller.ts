import { Controller } from '@nestjs/common'
import { type Actor, CurrentActor } from '@yiwang/service-kit'
import type { CaseView } from '../../case-view.ts'
import { CommandsService, type Conditions } from '../../commands.service.ts'
import { CaseId, Command, Given, When } from './command.ts'

/** What anybody says who sees a case, its reporter above all. */
@Controller('v1/cases')
export class VoicesController {
  constructor(private readonly commands: CommandsService) {}

  @Command('answer', 'Say as the reporter whether it is solved')
  answer(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('answer') body: Given<'answer'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'answer', body, when)
  }

  @Command('withdraw', 'Take your own report back')
  withdraw(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('withdraw') body: Given<'withdraw'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'withdraw', body, when)
  }

  @Command('comment', 'Add a word')
  comment(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('comment') body: Given<'comment'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'comment', body, when)
  }
}
