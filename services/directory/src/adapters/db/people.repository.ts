import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import type { Holding, StaffMember, StaffSource } from '@yiwang/service-kit'

const STAFF_BY_LOGIN = statement<[login: string, at: Date]>(
  'staff-by-login',
  `select s.id as person, coalesce(json_agg(json_build_object('post', p.id, 'role', p.role, 'unit', u.id, 'level', u.level, 'area', u.area)
     order by p.code) filter (where p.id is not null), '[]') as holdings
   from staff s
   left join holding h on h.staff = s.id and h.held_from <= $2 and least(h.held_to, h.retired_at, 'infinity') > $2
   left join post p on p.id = h.post and (p.retired_at is null or p.retired_at > $2)
   left join unit u on u.id = p.unit
   where s.login = $1 and (s.retired_at is null or s.retired_at > $2)
   group by s.id
   limit 1`,
)

const MET = statement<[id: string, issuer: string, claim: string, at: Date]>(
  'person-met',
  'insert into person (id, issuer, claim, first_seen) values ($1, $2, $3, $4) on conflict (id) do nothing',
)

/** Who calls. Asked at every call, hence plain statements. */
@Injectable()
export class PeopleRepository implements StaffSource {
  constructor(private readonly database: Database) {}

  staffByLogin(login: string, at: Date): Promise<StaffMember | undefined> {
    return this.database.one<{ person: string; holdings: Holding[] }>(STAFF_BY_LOGIN(login, at))
  }

  /** A resident is known from the first call on. */
  async met(id: string, issuer: string, claim: string, at: Date): Promise<void> {
    await this.database.run(MET(id, issuer, claim, at))
  }
}
