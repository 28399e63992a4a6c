import { Controller } from '@nestjs/common'
import { type Actor, CurrentActor } from '@yiwang/service-kit'
import type { CaseView } from '../../case-view.ts'
import { CommandsService, type Conditions } from '../../commands.service.ts'
import { CaseId, Command, Given, When } from './command.ts'

/** What staff do with a case. */
@Controller('v1/cases')
export class CommandsController {
  constructor(private readonly commands: CommandsService) {}

  @Command('accept', 'Take a case of your unit: from now on you have it')
  accept(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('accept') body: Given<'accept'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'accept', body, when)
  }

  @Command('hand-over', 'Hand it over to another post or person of the unit')
  handOver(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('hand-over') body: Given<'hand-over'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'hand-over', body, when)
  }

  @Command('solve', 'Say that it is solved where it entered; it is verified next')
  solve(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('solve') body: Given<'solve'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'solve', body, when)
  }

  @Command('report-up', 'Report it up to the level above')
  reportUp(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('report-up') body: Given<'report-up'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'report-up', body, when)
  }

  @Command('dispatch', 'Dispatch it to who is to handle it')
  dispatch(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('dispatch') body: Given<'dispatch'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'dispatch', body, when)
  }

  @Command('decline', 'Decline it, with a reason that the reporter gets')
  decline(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('decline') body: Given<'decline'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'decline', body, when)
  }

  @Command('reclassify', 'Give it another type of matter')
  reclassify(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('reclassify') body: Given<'reclassify'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'reclassify', body, when)
  }

  @Command('feed-back', 'Say that what was dispatched is done; who dispatched verifies it')
  feedBack(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('feed-back') body: Given<'feed-back'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'feed-back', body, when)
  }

  @Command('verify', 'Verify it, or order rework')
  verify(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('verify') body: Given<'verify'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'verify', body, when)
  }

  @Command('void', 'Ask to void it, or as a second person do so')
  voidCase(
    @CurrentActor() actor: Actor,
    @CaseId() id: string,
    @Given('void') body: Given<'void'>,
    @When() when: Conditions,
  ): Promise<CaseView> {
    return this.commands.give(actor, id, 'void', body, when)
  }
}
