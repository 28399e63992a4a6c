import { Inject, Injectable } from '@nestjs/common'
import { Database, sql, statement } from '@yiwang/database'
import { CONFIG, type Holding, residentId, type StaffMember, type StaffSource } from '@yiwang/service-kit'
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

  /** The person whom a login or an id names, as far as they are known: where the login is the subject of tokens it is enough. */
  async named(loginOrId: string, at: Date): Promise<string | undefined> {
    const { ISSUER_URL: issuer, IDENTITY_CLAIM: claim } = this.config
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(loginOrId)
    const known = await this.database.one<{ id: string }>(
      isId
        ? sql`select id from staff where id = ${loginOrId} union all select id from person where id = ${loginOrId}
            union all (select person from binding where person = ${loginOrId} limit 1) limit 1`
        : sql`select id from staff where login = ${loginOrId} and (retired_at is null or retired_at > ${at})
            union all select id from person where issuer = ${issuer} and claim = ${loginOrId} limit 1`,
    )
    return known?.id ?? (claim === 'sub' && !isId ? residentId(issuer, loginOrId) : undefined)
  }
}
