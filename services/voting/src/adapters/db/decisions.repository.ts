import { Injectable } from '@nestjs/common'
import { Database, sql } from '@yiwang/database'

@Injectable()
export class DecisionsRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<{ id: string } | undefined> {
    return this.database.one<{ id: string }>(sql`select id from decision where id = ${id}`)
  }
}
