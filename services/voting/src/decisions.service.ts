import { Injectable } from '@nestjs/common'
import { RequestError } from '@yiwang/service-kit'
import { DecisionsRepository } from './adapters/db/decisions.repository.ts'

/** What everybody may read of a decision. */
@Injectable()
export class DecisionsService {
  constructor(private readonly decisions: DecisionsRepository) {}

  async read(id: string): Promise<{ id: string }> {
    const decision = await this.decisions.find(id)
    if (!decision) throw new RequestError('not-found', 'There is no decision with this id.')
    return decision
  }
}
