import { Controller } from '@nestjs/common'
import { type Actor, CurrentActor } from '@yiwang/service-kit'
import type { CaseView } from '../../case-view.ts'
import { CommandsService, type Conditions } from '../../commands.service.ts'
import { CaseId, Command, Given, When } from './command.ts'

/** What staff do with a case that has to wait. */
@Controller('v1/cases')
export class WaitingController {
  constructor(private readonly commands: CommandsService) {}

  @Command('suspend', 'Suspend it: its clocks stand still and keep what is left, for the usual time of the reason at most')
  suspend(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('suspend') body: Given<'suspend'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'suspend', body, when)
  }

  @Command('resume', 'Resume it: its clocks go on with what was left')
  resume(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('resume') body: Given<'resume'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'resume', body, when)
  }

  @Command('request-decision', 'Ask the owners of a compound to decide about its cure; it waits for that, suspended')
  requestDecision(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('request-decision') body: Given<'request-decision'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'request-decision', body, when)
  }
}
