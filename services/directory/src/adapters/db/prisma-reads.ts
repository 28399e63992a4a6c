import { Injectable } from '@nestjs/common'
import { PrismaPg } from '@prisma/adapter-pg'
import { Database } from '@yiwang/database'
import { PrismaClient } from './prisma/client.ts'

/** Prisma's client on the service's own pool, for ordinary reads. */
@Injectable()
export class PrismaReads {
  readonly client: PrismaClient

  constructor(database: Database) {
    this.client = new PrismaClient({ adapter: new PrismaPg(database.pool, { disposeExternalPool: false }) })
  }
}
