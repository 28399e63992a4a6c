import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, ServiceToken } from '@yiwang/service-kit'
import type { DispatchConfig } from '../../config.ts'
import type { Evidence } from '../../domain/commands.ts'
import { DispatchError } from '../../errors.ts'

/** What intake knows of attachments. Asked only when evidence is sent. */
@Injectable()
export class Attachments implements OnApplicationShutdown {
  private readonly intake: GrpcClient<typeof intakeGrpc.IntakeService>

  constructor(@Inject(CONFIG) config: DispatchConfig, token: ServiceToken) {
    this.intake = grpcClient(intakeGrpc.IntakeService, config.INTAKE_GRPC, token)
  }

  async requireKnown(evidence: readonly Evidence[]): Promise<void> {
    if (evidence.length === 0) return
    const { attachments } = await this.intake.getAttachments({ ids: evidence.map(({ attachment }) => attachment) })
    const known = new Set(attachments.map(({ id }) => id))
    const unknown = evidence.flatMap(({ attachment }, index) => (known.has(attachment) ? [] : [index]))
    if (unknown.length === 0) return
    throw new DispatchError('attachment-unknown', 'Upload the file to intake first, and name its id.', {
      errors: unknown.map((index) => ({ pointer: `/evidence/${index}/attachment`, detail: 'no attachment has this id' })),
    })
  }

  onApplicationShutdown(): void {
    this.intake.close()
  }
}
