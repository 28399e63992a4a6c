import { Inject, Injectable } from '@nestjs/common'
import { Database, sql, statement } from '@yiwang/database'
import { CONFIG, type Holding, type StaffMember, type StaffSource } from '@yiwang/service-kit'
import type { DirectoryConfig } from '../../config.ts'

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
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: DirectoryConfig,
  ) {}

  staffByLogin(login: string, at: Date): Promise<StaffMember | undefined> {
    return this.database.one<{ person: string; holdings: Holding[] }>(STAFF_BY_LOGIN(login, at))
  }

  /** A resident is known from the first call on. */
  async met(id: string, issuer: string, claim: string, at: Date): Promise<void> {
    await this.database.run(MET(id, issuer, claim, at))
  }

  /** The person whom a login or an id names, as far as they are known; nobody where a login has been several persons'. */
  async named(loginOrId: string, at: Date): Promise<string | undefined> {
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(loginOrId)
    const byId = sql`union select id from staff where id = ${loginOrId} union select id from person where id = ${loginOrId}
      union select person from binding where person = ${loginOrId}`
    const staff = await this.staffByLogin(loginOrId, at)
    if (staff) return staff.person
    // Subjects of tokens may be ids themselves.
    const [known, ...others] = await this.database.rows<{ id: string }>(sql`
      select id from person where issuer = ${this.config.ISSUER_URL} and claim = ${loginOrId}
      union select person from binding where login = ${loginOrId} and person is not null ${isId ? byId : sql``} limit 2`)
    return others.length === 0 ? known?.id : undefined
  }
}
