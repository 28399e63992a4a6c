import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { PrismaPg } from '@prisma/adapter-pg'
import { Database } from '@yiwang/database'
import { PrismaClient } from './prisma/client.ts'

/** Prisma on the service's own pool: for what is read and written outside a transaction with events. */
@Injectable()
export class NotifyPrisma extends PrismaClient implements OnModuleDestroy {
  constructor(database: Database) {
    super({ adapter: new PrismaPg(database.pool, { disposeExternalPool: false }) })
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect()
  }
}
