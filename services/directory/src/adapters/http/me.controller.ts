import { Controller, Get } from '@nestjs/common'
import { type Actor, Clock, CurrentActor } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { MeService } from '../../me.service.ts'
import * as answers from './answers.ts'

@Controller('v1')
export class MeController {
  constructor(
    private readonly people: MeService,
    private readonly clock: Clock,
  ) {}

  /** Who the caller is, and which posts they may act in now. */
  @Get('me')
  @ApiOkResponse({ standardSchema: answers.me })
  async me(@CurrentActor() actor: Actor) {
    const { person, kind, holdings } = await this.people.meet(actor)
    return { person, kind, posts: holdings.map(({ post, ...rest }) => ({ id: post, ...rest })) }
  }

  /** The clock on which deadlines run. */
  @Get('now')
  @ApiOkResponse({ standardSchema: answers.now })
  now() {
    return { now: this.clock.now().toISOString(), speed: this.clock.speed }
  }
}
