import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, RequestError, ServiceToken } from '@yiwang/service-kit'
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

  /** Evidence is what the one who gives the command has uploaded, or what belongs to the case already; no file of anybody else. */
  async requireUsable(evidence: readonly Evidence[], person: string, caseId: string): Promise<void> {
    if (evidence.length === 0) return
    const known = await this.known(evidence.map(({ attachment }) => attachment))
    const usable = new Set(known.filter((file) => file.uploadedBy === person || file.matterId === caseId).map(({ id }) => id))
    const unknown = evidence.flatMap(({ attachment }, index) => (usable.has(attachment) ? [] : [index]))
    if (unknown.length === 0) return
    throw new DispatchError('attachment-unknown', 'Upload the file to intake first, and name its id.', {
      errors: unknown.map((index) => ({
        pointer: `/evidence/${index}/attachment`,
        detail: 'neither you nor the case has an attachment with this id',
      })),
    })
  }

  protected async known(ids: string[]): Promise<readonly intakeGrpc.Attachment[]> {
    try {
      return (await this.intake.getAttachments({ ids })).attachments
    } catch (cause) {
      throw new RequestError('unavailable', 'The evidence cannot be checked at the moment. Try again.', { cause })
    }
  }

  onApplicationShutdown(): void {
    this.intake.close()
  }
}
