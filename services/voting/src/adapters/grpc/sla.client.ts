import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { slaGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, grpcStatus, RequestError, ServiceToken } from '@yiwang/service-kit'
import type { VotingConfig } from '../../config.ts'
import { VotingError } from '../../errors.ts'
import { statusOf } from './status-of.ts'

export interface Quotation {
  readonly calendar: string
  readonly start: Date
  readonly amount: number
  readonly unit: string
}

const IMPOSSIBLE: readonly (number | undefined)[] = [grpcStatus.INVALID_ARGUMENT, grpcStatus.NOT_FOUND]

/** What sla knows of time. */
@Injectable()
export class SlaClient implements OnApplicationShutdown {
  private readonly sla: GrpcClient<typeof slaGrpc.SlaService>

  constructor(@Inject(CONFIG) config: VotingConfig, token: ServiceToken) {
    this.sla = grpcClient(slaGrpc.SlaService, config.SLA_GRPC, token)
  }

  /** When a budget that starts then would be used up. */
  async quote({ start, ...budget }: Quotation): Promise<{ readonly dueAt: Date; readonly provisional: boolean }> {
    try {
      const { dueAt, provisional } = await this.sla.quote({ ...budget, start: timestampFromDate(start) })
      return { dueAt: timestampDate(dueAt!), provisional }
    } catch (cause) {
      if (IMPOSSIBLE.includes(statusOf(cause)))
        throw new VotingError('due-instant-unknown', 'Choose a calendar of this district, and a budget within its years.', { cause })
      throw new RequestError('unavailable', 'The due instant cannot be asked for at the moment. Try again.', { cause })
    }
  }

  onApplicationShutdown(): void {
    this.sla.close()
  }
}
