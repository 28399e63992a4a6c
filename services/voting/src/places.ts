import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { type Around, HIDING_ROOMS, hiddenPlace, homeOf } from './domain/masked-place.ts'
import { Neighbours } from './neighbours.ts'

const AROUND = statement<[decision: string, building: string, unit: string]>(
  'roll-around',
  `select
     (select count(*)::int from (select distinct room from roll_room
       where decision = $1 and building = $2 and unit = $3 limit ${HIDING_ROOMS}) s) as staircase,
     (select count(*)::int from (select distinct unit, room from roll_room where decision = $1 and building = $2 limit ${HIDING_ROOMS}) b) as building`,
)

/** The newest roll that has all rooms of a compound. */
const WHOLE = statement<[compound: string]>(
  'roll-of-compound',
  `select id from decision where compound = $1 and roll_written and scope = '{}'::jsonb order by drafted_at desc, id desc limit 1`,
)

/** What is shown of who says something to a decision: where they own or live, as far as the roll has enough others there to hide them. */
@Injectable()
export class Places {
  constructor(
    private readonly neighbours: Neighbours,
    private readonly roll: RollRepository,
    private readonly database: Database,
  ) {}

  /** Of who has sold since the roll was frozen: where they owned. */
  async of(person: string, { id, compound }: { readonly id: string; readonly compound: string }): Promise<string> {
    const home = homeOf(await this.neighbours.roomsOf(person, compound)) ?? (await this.onRoll(id, person))
    return hiddenPlace(
      home,
      home ? (await this.database.one<Around>(AROUND(id, home.building, home.unit)))! : { staircase: 0, building: 0 },
    )
  }

  /** Of who speaks of the compound and of no decision: by the newest roll of all its rooms. */
  async inCompound(person: string, compound: string): Promise<string> {
    const whole = await this.database.one<{ id: string }>(WHOLE(compound))
    return whole ? this.of(person, { id: whole.id, compound }) : hiddenPlace(undefined, { staircase: 0, building: 0 })
  }

  private async onRoll(decision: string, person: string) {
    return (await this.roll.headsOf(decision, person))[0]?.rooms[0]
  }
}
