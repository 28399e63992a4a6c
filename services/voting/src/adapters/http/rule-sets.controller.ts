import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common'
import { type RuleSet, ruleSetSchema } from '@yiwang/counting'
import { type Actor, CurrentActor, type Page, type PageQuery, Public, pageOf, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { RuleSetsService } from '../../rule-sets.service.ts'
import { Described } from './described.ts'

const code = ruleSetSchema.shape.code
const whichVersion = z.strictObject({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() })
/** Checked as a whole, so that everything that is wrong with it is told at once. */
const ruleSetFile = z
  .record(z.string(), z.json())
  .meta({ id: 'RuleSetFile', description: '{ruleSet, tests}, as packages/counting/rule-sets has them' })
const ruleSetView = ruleSetSchema.meta({ id: 'RuleSet' })

@Controller('v1/rule-sets')
export class RuleSetsController {
  constructor(private readonly ruleSets: RuleSetsService) {}

  @Public()
  @Get()
  @Described('The rule sets by which may be decided, the newest version of each')
  @ApiOkResponse({ standardSchema: pageOf(ruleSetView).meta({ id: 'RuleSets' }) })
  list(@CurrentActor() reader: Actor | undefined, @Query({ schema: pageQuery }) query: PageQuery): Promise<Page<RuleSet>> {
    return this.ruleSets.list(reader, query)
  }

  @Public()
  @Get(':code')
  @Described('The newest version of a rule set, or the one that a decision names', 404)
  @ApiOkResponse({ standardSchema: ruleSetView })
  read(
    @Param('code', { schema: code }) name: string,
    @Query({ schema: whichVersion }) { version }: z.output<typeof whichVersion>,
  ): Promise<RuleSet> {
    return this.ruleSets.read(name, version)
  }

  @Put(':code')
  @Described('Put a new version of a rule set with its tests; versions stay', 422)
  @ApiOkResponse({ standardSchema: ruleSetView })
  put(
    @CurrentActor() actor: Actor,
    @Param('code', { schema: code }) name: string,
    @Body({ schema: ruleSetFile }) content: Record<string, unknown>,
  ): Promise<RuleSet> {
    return this.ruleSets.put(actor, name, content)
  }
}
